# SPDX-License-Identifier: MIT
"""The bin: what was put away, and the way back."""
