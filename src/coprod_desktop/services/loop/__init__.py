# SPDX-License-Identifier: MIT
"""From what was said to what came of it: meetings, actions, answers, complaints."""
