# SPDX-License-Identifier: MIT
"""What a store keeps of its exchange with others: histories, keys, sticks, verdicts."""
