# SPDX-License-Identifier: MIT
"""The poster: answers picked, put into plain words, checked, and printed."""
