# SPDX-License-Identifier: MIT
"""What needs somebody now."""
