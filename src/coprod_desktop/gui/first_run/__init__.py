# SPDX-License-Identifier: MIT
"""The first start on a PC: what is this PC, and whose."""
