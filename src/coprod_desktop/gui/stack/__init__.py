# SPDX-License-Identifier: MIT
"""Typing a box of paper slips, and typing a sample of it again."""
