# SPDX-License-Identifier: MIT
"""Sending bundles to the office, and what was sent."""
