# SPDX-License-Identifier: MIT
"""Tests of the scripts that guard the project itself."""
