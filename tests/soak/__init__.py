# SPDX-License-Identifier: MIT
"""Long runs with faults injected: make soak."""
