# SPDX-License-Identifier: MIT
"""People, looks, backup and check-up."""
