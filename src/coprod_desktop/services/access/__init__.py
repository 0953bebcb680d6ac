# SPDX-License-Identifier: MIT
"""Who comes in and how: setting up, passwords, recovery, people, care of the store."""
