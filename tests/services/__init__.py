# SPDX-License-Identifier: MIT
"""What the program does, one call each, as screens and scripts see it."""
