# SPDX-License-Identifier: MIT
"""Measurements, as ratios within one run: `python -m tests.bench`, or `make bench`."""
