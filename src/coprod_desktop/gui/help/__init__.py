# SPDX-License-Identifier: MIT
"""The user guide, inside the program and without a network."""
