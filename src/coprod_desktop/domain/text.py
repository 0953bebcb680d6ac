# SPDX-License-Identifier: MIT
"""What text may stand in a record: normal form C, no control or direction-override characters."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast

from coprod_desktop.domain.translating import Filled

# Controls other than line feed; DEL and C1; line and paragraph separators; direction embeddings,
# overrides and isolates (they make text read differently from what is stored); byte order mark.
# Left-to-right and right-to-left marks stay: Arabic and Urdu need them.
_FORBIDDEN = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_FORBIDDEN_RE = re.compile(f"[{_FORBIDDEN}]")
_SURROGATE_RE = re.compile("[\ud800-\udfff]")
_BREAK_RE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Bring typed or pasted text into the form records hold, without touching a word of it.

    Line ends become line feeds, tabs and no-break controls a space, other control characters
    vanish, and the text is put in Unicode normal form C. White space at both ends goes.
    """
    text = _SURROGATE_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _BREAK_RE.sub("\n", text).replace("\t", " ")
    text = _FORBIDDEN_RE.sub("", text)
    # Composition can only follow removal: a control between base and accent hid the pair.
    return unicodedata.normalize("NFC", text).strip()


def clean_tree(value: Any) -> Any:
    """Apply `clean` to every string inside lists and dictionaries (keys are left alone)."""
    return _mapped(clean, value)


def without_surrogates(value: Any) -> Any:
    """Replace lone surrogates, which no encoding can hold, in every string of a tree."""
    return _mapped(lambda text: _SURROGATE_RE.sub("\N{REPLACEMENT CHARACTER}", text), value)


def _mapped(change: Callable[[str], str], value: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(change, item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        tree = cast("dict[Any, Any]", value)
        return {key: _mapped(change, item) for key, item in tree.items()}
    return value


def fault(text: str) -> str:
    """Why `text` may not stand in a record, in a few words; empty when it may."""
    if text.isascii() and text.isprintable():
        return ""
    if found := _FORBIDDEN_RE.search(text):
        return Filled("it holds the control character U+{code}", code=f"{ord(found[0]):04X}")
    if not unicodedata.is_normalized("NFC", text):
        return "it is not in Unicode normal form C"
    return ""
