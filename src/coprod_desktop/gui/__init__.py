# SPDX-License-Identifier: MIT
"""The windows: the only package that imports Qt."""

import ctypes
import sys

# PySide6 6.12.0 is built as if None were immortal, which it is from Python 3.12 on. Under 3.11
# each of its functions that returns None takes one reference too many, and after some thousand
# calls the interpreter ends with "deallocating None" (seen; 6.11 and 6.10 are sound). Giving None
# more references than any process can use up is what 3.12 does for good.
_NEVER_USED_UP = 1 << 40
if sys.version_info < (3, 12):
    ctypes.c_ssize_t.from_address(id(None)).value += _NEVER_USED_UP
