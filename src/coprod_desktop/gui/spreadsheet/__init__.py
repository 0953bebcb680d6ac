# SPDX-License-Identifier: MIT
"""Comments that come in a spreadsheet: columns are matched, tried, and only then recorded."""
