# SPDX-License-Identifier: MIT
"""Records: saved, listed, searched, binned, erased, with their forms and drafts."""
