# SPDX-License-Identifier: MIT
"""Tests; folders mirror src/coprod_desktop, plus journeys, golden files and benchmarks."""
