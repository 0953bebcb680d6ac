# SPDX-License-Identifier: MIT
"""The screen of complaints."""
