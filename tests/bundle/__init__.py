# SPDX-License-Identifier: MIT
"""Tests of bundles: what is written can be read, and nothing else can."""
