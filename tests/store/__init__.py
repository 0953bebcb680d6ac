# SPDX-License-Identifier: MIT
"""The encrypted store: its keys, its log, what is computed from it, and what disks do to it."""
