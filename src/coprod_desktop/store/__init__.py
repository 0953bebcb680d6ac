# SPDX-License-Identifier: MIT
"""The encrypted store: unlocking, the log of changes, and the projections that screens read."""
