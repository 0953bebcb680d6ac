# SPDX-License-Identifier: MIT
"""The rules and values of patient feedback, apart from any store, file or screen."""
