# SPDX-License-Identifier: MIT
"""Whole stories, as people live them."""
