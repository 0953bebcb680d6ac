# SPDX-License-Identifier: MIT
"""Many comments at once: a stack of slips, a spreadsheet, a file, and what guards them."""
