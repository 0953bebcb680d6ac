# SPDX-License-Identifier: MIT
"""What the locked wheels ask of Windows and Wine 8 lacks, in its smallest form, for `wine`."""

import struct
from pathlib import Path
from typing import Final

# A name handed on to another library, or "" for a function that returns 0. Rust's source of random
# numbers is RtlGenRandom under another name. Of ICU Qt wants converters: it gets none, and has its
# own for UTF and Latin-1.
_CONVERTERS: Final = """
    UCNV_FROM_U_CALLBACK_SUBSTITUTE UCNV_TO_U_CALLBACK_SUBSTITUTE ucnv_cbFromUWriteUChars
    ucnv_cbToUWriteUChars ucnv_close ucnv_countAvailable ucnv_fromUCountPending ucnv_fromUnicode
    ucnv_getAvailableName ucnv_getFromUCallBack ucnv_getMaxCharSize ucnv_getName
    ucnv_getStandardName ucnv_getToUCallBack ucnv_open ucnv_reset ucnv_setFromUCallBack
    ucnv_setToUCallBack ucnv_toUCountPending ucnv_toUnicode
"""
LIBRARIES: Final[dict[str, dict[str, str]]] = {
    "bcryptprimitives.dll": {"ProcessPrng": "advapi32.SystemFunction036"},
    "icuuc.dll": dict.fromkeys(_CONVERTERS.split(), ""),
}

# Numpy asks for parts of complex numbers as it is imported. Wine has a function of each name that
# ends the process; this puts the few bytes of code in their place.
AT_START: Final = '''\
"""Written by scripts/wine_gaps.py."""

import ctypes

for name, code in (
    ("creal", "f20f1001c3"),  # movsd xmm0, [rcx]; ret
    ("cimag", "f20f104108c3"),  # movsd xmm0, [rcx + 8]; ret
    ("crealf", "660f6ec1c3"),  # movd xmm0, ecx; ret
    ("cimagf", "48c1e920660f6ec1c3"),  # shr rcx, 32; movd xmm0, ecx; ret
):
    place = ctypes.cast(getattr(ctypes.CDLL("ucrtbase"), name), ctypes.c_void_p)
    execute_read_write, before = 0x40, ctypes.c_ulong()
    ctypes.WinDLL("kernel32").VirtualProtect(place, 16, execute_read_write, ctypes.byref(before))
    ctypes.memmove(place, bytes.fromhex(code), len(code) // 2)
'''

_PAGE: Final = 0x1000
_NOTHING: Final = b"\x31\xc0\xc3\x90"  # xor eax, eax; ret


def library(name: str, exports: dict[str, str]) -> bytes:
    """A 64-bit DLL whose one section is `_NOTHING` and the tables of its exports.

    After Microsoft's "PE Format": the directory of exports, its three tables, the strings.
    """
    names = sorted(exports)
    many = len(names)
    start = _PAGE + len(_NOTHING)
    addresses = start + 40
    ordinals = addresses + 8 * many
    strings = bytearray()

    def string(text: str) -> int:
        place = ordinals + 2 * many + len(strings)
        strings.extend(text.encode("ascii") + b"\0")
        return place

    own = string(name)
    # An address inside the directory is that of a string: where the call is handed on to.
    to = [string(exports[each]) if exports[each] else _PAGE for each in names]
    called = [string(each) for each in names]
    tables = (own, 1, many, many, addresses, addresses + 4 * many, ordinals)
    section = _NOTHING + struct.pack("<12x7I", *tables)
    section += struct.pack(f"<{many}I{many}I{many}H", *to, *called, *range(many)) + strings
    headers = (
        struct.pack("<2s58xI", b"MZ", 64),
        # x86-64, one section, 240 bytes of what follows; a DLL that bears large addresses.
        struct.pack("<4s2H12x2H", b"PE", 0x8664, 1, 240, 0x2022),
        # PE32+, 512 bytes of code, no entry point; where to load it, and how it is aligned.
        struct.pack("<H2xI12xIQ2I", 0x20B, 512, _PAGE, 0x1_8000_0000, _PAGE, 512),
        # For Windows 6.0; its size in memory and that of its headers; a window program's.
        struct.pack("<H6xH6x2I4xHH", 6, 6, 2 * _PAGE, 512, 2, 0x100),
        struct.pack("<4Q4xI", 1 << 20, _PAGE, 1 << 20, _PAGE, 16),
        struct.pack("<2I120x", start, len(section) - len(_NOTHING)),
        # To be read and executed.
        struct.pack("<8s4I12xI", b".text", len(section), _PAGE, 1536, 512, 0x6000_0020),
    )
    return b"".join(headers).ljust(512, b"\0") + section.ljust(1536, b"\0")


def fill(beside: Path, packages: Path) -> None:
    """Put the libraries beside python.exe, and what runs at its start among its packages."""
    for name, exports in LIBRARIES.items():
        (beside / name).write_bytes(library(name, exports))
    (packages / "sitecustomize.py").write_text(AT_START, "utf-8")
