# SPDX-License-Identifier: MIT
"""Feedback: the list, one comment with its story, and entering another."""
