# SPDX-License-Identifier: MIT
"""Coprod Desktop: an offline-first, encrypted record of prison healthcare feedback and forums."""

__version__ = "0.1.0"
