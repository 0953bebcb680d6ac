# SPDX-License-Identifier: MIT
"""Bundles: the signed, sealed files that travel on a stick, and the trust they rest on."""
