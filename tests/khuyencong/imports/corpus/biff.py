"""A small writer of .xls: BIFF8 records in an OLE2 container, by the published formats."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def _name(text, length="<H"):
    """A text as BIFF8 has it: length, a flag for UTF-16, the characters."""
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


BOF_BOOK, BOF_SHEET = 0x0005, 0x0010
EOF = record(0x0A)


def bof(kind):
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def cell_number(row, column, value, style=0):
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def cell_text(row, column, number):
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, number))


def cell_fault(row, column, code, is_error):
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, is_error))


def cell_formula(row, column, result):
    """A formula (1) with the eight bytes of its stored result."""
    token = b"\x1e\x01\x00"
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + bytes(6)
                  + struct.pack("<H", len(token)) + token)  # fmt: skip


def row(number, is_hidden):
    return record(0x0208, struct.pack("<HHHH4xI", number, 0, 1, 255, 0x0100 | 0x20 * is_hidden))


def merged(*areas):
    """Areas of first row, last row, first column, last column, counted from 0."""
    inner = b"".join(struct.pack("<4H", *area) for area in areas)
    return record(0x00E5, struct.pack("<H", len(areas)) + inner)


def stream(sheets, texts=(), formats=(), *, is_1904=False, before=b""):
    """The Workbook stream. ``sheets``: name, state (0, 1 hidden, 2 very), records of cells."""
    shared = struct.pack("<II", len(texts), len(texts)) + b"".join(map(_name, texts))
    looks = b"".join(
        record(0x041E, struct.pack("<H", 164 + place) + _name(code))
        for place, code in enumerate(formats)
    )
    styles = b"".join(
        record(0x00E0, struct.pack("<HHH", 0, number, 1) + bytes(14))
        for number in (0, *range(164, 164 + len(formats)))
    )
    head = bof(BOF_BOOK) + before + record(0x0042, b"\xb0\x04")
    head += record(0x0022, struct.pack("<H", is_1904)) + looks + styles
    tail = record(0x00FC, shared) + EOF
    bodies = [bof(BOF_SHEET) + cells + EOF for _, _, cells in sheets]
    size_of_heads = sum(len(_bound(name, state, 0)) for name, state, _ in sheets)
    place = len(head) + size_of_heads + len(tail)
    heads = b""
    for (name, state, _), body in zip(sheets, bodies, strict=True):
        heads += _bound(name, state, place)
        place += len(body)
    return head + heads + tail + b"".join(bodies)


def _bound(name, state, place):
    return record(0x0085, struct.pack("<IBB", place, state, 0) + _name(name, "<B"))


def container(streams):
    """An OLE2 file of these streams by name; all are padded so that none needs a small sector."""
    padded = [content.ljust(4096, b"\0") for content in streams.values()]
    padded = [one + bytes(-len(one) % SECTOR) for one in padded]
    counts = [len(one) // SECTOR for one in padded]
    table = [FAT, END]  # the table itself, the directory
    starts = []
    for count in counts:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + count), END]
    assert len(table) <= SECTOR // 4, "one sector of the table is enough here"
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                          END, 0, END, 0)  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for place, (name, one) in enumerate(zip(streams, padded, strict=True)):
        right = place + 2 if place + 1 < len(padded) else FREE
        entries.append(_entry(name, 2, starts[place], len(one), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    assert len(directory) == SECTOR
    return header + struct.pack(f"<{SECTOR // 4}I", *table) + directory + b"".join(padded)


def small(content):
    """An OLE2 file whose Workbook is so short that it lies in small sectors, as Excel does it."""
    count = -(-len(content) // 64)
    lying = content.ljust(-(-count // 8) * SECTOR, b"\0")
    sectors = len(lying) // SECTOR
    table = [
        FAT,
        END,
        END,
        *range(4, 3 + sectors),
        END,
    ]  # table, directory, small table, small ones
    small_table = [*range(1, count), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                          2, 1, END, 0)  # fmt: skip
    header += struct.pack("<109I", 0, *[FREE] * 108)
    words = SECTOR // 4
    directory = _entry("Root Entry", 5, 3, len(lying), child=1)
    directory += _entry("Workbook", 2, 0, len(content))
    return b"".join((
        header,
        struct.pack(f"<{words}I", *table, *[FREE] * (words - len(table))),
        directory.ljust(SECTOR, b"\0"),
        struct.pack(f"<{words}I", *small_table, *[FREE] * (words - count)),
        lying,
    ))  # fmt: skip


def _entry(name, kind, start, size, child=FREE, right=FREE):
    shown = name.encode("utf-16-le") + b"\0\0"
    return (
        shown.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(shown), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def xls(*sheets, **more):
    """An .xls with these sheets."""
    return container({"Workbook": stream(sheets, **more)})
