# SPDX-License-Identifier: MIT
"""Bundles and returns between wings and the office, and whom each of them trusts."""
