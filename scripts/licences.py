# SPDX-License-Identifier: MIT
"""Checks the licences of what the program ships with."""
