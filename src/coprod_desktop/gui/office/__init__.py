# SPDX-License-Identifier: MIT
"""The central office: taking bundles in, and the PCs they come from."""
