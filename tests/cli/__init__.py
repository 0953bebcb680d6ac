# SPDX-License-Identifier: MIT
"""The commands, run in this process."""
