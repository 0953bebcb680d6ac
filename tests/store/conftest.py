# SPDX-License-Identifier: MIT
"""The stores that these tests open."""

from tests.stores import central, folders, other, template, wing

__all__ = ["central", "folders", "other", "template", "wing"]
