# SPDX-License-Identifier: MIT
"""Records, text, canonical JSON, the change and the words, apart from any store."""
