# SPDX-License-Identifier: MIT
"""What leaves on paper or as a document: minutes, posters, slips, lists, calendars."""
