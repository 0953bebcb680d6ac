# SPDX-License-Identifier: MIT
"""Meetings: the list, and notes typed in one flow."""
