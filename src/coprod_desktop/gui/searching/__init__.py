# SPDX-License-Identifier: MIT
"""Search everywhere: one page with what was found in every kind of record."""
