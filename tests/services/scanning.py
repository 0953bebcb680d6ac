# SPDX-License-Identifier: MIT
"""Reads a QR code as a scanner does that sees no damage (ISO/IEC 18004), knowing no library."""

from collections.abc import Iterator

from coprod_desktop.services.sheets import Matrix

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# Table 9: for versions 1 to 10 and each level, (blocks, data bytes in one) of both groups.
BLOCKS = {
    "L": "1,19 1,34 1,55 1,80 1,108 2,68 2,78 2,97 2,116 2,68+2,69",
    "M": "1,16 1,28 1,44 2,32 2,43 4,27 4,31 2,38+2,39 3,36+2,37 4,43+1,44",
    "Q": "1,13 1,22 2,17 2,24 2,15+2,16 4,19 2,14+4,15 4,18+2,19 4,16+4,17 6,19+2,20",
    "H": "1,9 1,16 2,13 4,9 2,11+2,12 4,15 4,13+1,14 4,14+2,15 4,12+4,13 6,15+2,16",
}
LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
# Annex E: where the small squares stand, for versions 1 to 10.
ALIGNED = (
    *((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34)),
    *((6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50)),
)
FORMAT_MASK = 0b101010000010010
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, _: y % 2,
    lambda _, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)


def scanned(code: Matrix) -> str:
    """The text of a code of version 1 to 10 in capitals."""
    version = (len(code) - 17) // 4
    assert all(len(row) == len(code) == 17 + 4 * version for row in code)
    level, mask = _format(code)
    bits = [code[y][x] ^ (not MASKS[mask](y, x)) for y, x in _places(len(code), version)]
    groups = [
        tuple(map(int, each.split(","))) for each in BLOCKS[level].split()[version - 1].split("+")
    ]
    lengths = [length for count, length in groups for _ in range(count)]
    found = [
        int("".join(str(int(b)) for b in bits[at : at + 8]), 2) for at in range(0, len(bits), 8)
    ]
    blocks: list[list[int]] = [[] for _ in lengths]
    words = iter(found)
    for place in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if place < length:
                block.append(next(words))
    return _text("".join(f"{byte:08b}" for block in blocks for byte in block), version)


def _format(code: Matrix) -> tuple[str, int]:
    """The level and the mask, from beside the corner square above on the left."""
    row = [code[8][x] for x in (*range(6), 7, 8)]
    column = [code[y][8] for y in (7, *range(5, -1, -1))]
    bits = int("".join(str(int(bit)) for bit in (*row, *column)), 2) ^ FORMAT_MASK
    return LEVELS[bits >> 13], bits >> 10 & 7


def _places(side: int, version: int) -> Iterator[tuple[int, int]]:
    """Where data stands: columns in pairs from the right, upwards and downwards in turns."""
    upwards, count = True, 0
    wanted = sum(1 for y in range(side) for x in range(side) if not _fixed(y, x, side, version))
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for y in range(side - 1, -1, -1) if upwards else range(side):
            for x in (right, right - 1):
                if not _fixed(y, x, side, version):
                    count += 1
                    # The last few bits that make no byte hold nothing.
                    if count <= wanted - wanted % 8:
                        yield y, x
        upwards = not upwards


def _fixed(y: int, x: int, side: int, version: int) -> bool:
    far = side - 8
    corner = (y < 9 and x < 9) or (y < 9 and x >= far) or (y >= far and x < 9)
    told = version > 6 and ((y < 6 and x >= side - 11) or (x < 6 and y >= side - 11))
    return corner or told or 6 in {y, x} or _aligned(y, x, side, version)


def _aligned(y: int, x: int, side: int, version: int) -> bool:
    places = ALIGNED[version - 1]
    return any(
        abs(y - down) <= 2 and abs(x - right) <= 2
        for down in places
        for right in places
        if (down, right) not in {(6, 6), (6, side - 7), (side - 7, 6)}
    )


def _text(bits: str, version: int) -> str:
    """The characters, two in eleven bits (section 7.4.4)."""
    assert bits[:4] == "0010", "not in capitals"
    size = 9 if version < 10 else 11
    count, at, text = int(bits[4 : 4 + size], 2), 4 + size, ""
    while count - len(text) > 1:
        first, second = divmod(int(bits[at : at + 11], 2), 45)
        text += ALPHANUMERIC[first] + ALPHANUMERIC[second]
        at += 11
    return text + (ALPHANUMERIC[int(bits[at : at + 6], 2)] if len(text) < count else "")
