# SPDX-License-Identifier: MIT
"""Use cases: one call, one transaction, plain values out; who may do what is decided here."""
