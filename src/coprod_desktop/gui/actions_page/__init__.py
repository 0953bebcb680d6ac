# SPDX-License-Identifier: MIT
"""Actions: what somebody promised to do, and what came of it."""
