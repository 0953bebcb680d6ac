# SPDX-License-Identifier: MIT
"""Measures over time, their charts, and the returns and reports made of them."""
