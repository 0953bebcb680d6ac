# SPDX-License-Identifier: MIT
"""Who may change what wings trust: root keys, signatures, and the keys in use."""
