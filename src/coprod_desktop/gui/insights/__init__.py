# SPDX-License-Identifier: MIT
"""Charts of what patients said over time."""
