# SPDX-License-Identifier: MIT
"""The services from a terminal: for administrators, scripts, scheduled imports and tests."""
