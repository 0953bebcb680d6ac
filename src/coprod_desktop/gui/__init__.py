# SPDX-License-Identifier: MIT
"""The windows: the only package that imports Qt."""
