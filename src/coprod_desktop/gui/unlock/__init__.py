# SPDX-License-Identifier: MIT
"""Opening a store: who, and the password."""
