# SPDX-License-Identifier: MIT
"""Files of every released format, and a reader of them that shares nothing with the program."""
