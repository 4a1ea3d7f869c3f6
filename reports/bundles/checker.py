#!/usr/bin/env python3
"""Kiểm tra một gói lưu trữ: chỉ cần Python 3.10 trở lên, không cần mạng, không cần cổng.

Chạy trong thư mục đã giải nén:   python3 kiem-tra.py [MÃ DẤU ĐÃ CÔNG BỐ]

This file leaves the portal as "kiem-tra.py" inside every bundle. It stands alone on purpose: who
checks a seal need not trust, install or even reach the portal. Tests hold it against the portal's
own canonical form and figures.
"""

import csv
import json
import sys
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

Told = dict[str, Any]
# A figure, and the splits by which a cell is narrowed.
Group = tuple[str, tuple[str, ...]]

SUMS, SEAL, CONTENT = "SHA256SUMS", "con-dau.json", "noi-dung.json"
LINES, PROOFS, SCHEMA = "dong.jsonl", "ma-dong.txt", "luoc-do.json"
TABLES, SHEET = "bang.json", "dong.csv"
NAMES = ("activity_code", "award_code", "decision_number")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def canonical(value: Any) -> bytes:
    """The form that is hashed: names sorted, no blanks, NFC, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def check(folder: Path, published: str = "") -> Iterator[str]:
    """Every difference found in the bundle, in words; none is a good answer."""
    yield from check_files(folder)
    raw = (folder / CONTENT).read_bytes()
    head = json.loads(raw)
    seal = json.loads((folder / SEAL).read_text("utf-8"))
    schema = json.loads((folder / SCHEMA).read_text("utf-8"))
    if canonical(head) != raw:
        yield f"{CONTENT}: không phải dạng chuẩn"
    proofs = [bytes.fromhex(one) for one in (folder / PROOFS).read_text("ascii").split()]
    sums = Sums(head["content"], schema["figures"])
    yield from check_lines(folder, head, proofs, sums, schema)
    yield from check_seal(raw, proofs, seal, published)
    yield from sums.differences()
    yield from check_tables(folder, head["content"])


def check_files(folder: Path) -> Iterator[str]:
    """Each file against SHA256SUMS."""
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        told, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            yield f"{name}: thiếu tệp này"
        elif digest_of_file(path) != told:
            yield f"{name}: khác mã trong {SUMS}"


def digest_of_file(path: Path) -> str:
    found = sha256()
    with path.open("rb") as source:
        for block in iter(lambda: source.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()


def check_lines(
    folder: Path, head: Told, proofs: list[bytes], sums: "Sums", schema: Told
) -> Iterator[str]:
    """Each line against its own hash, and against the sheet for reading; figures are added up."""
    columns = list(schema["lines"]["columns"])
    count = 0
    with (
        (folder / LINES).open("rb") as lines,
        (folder / SHEET).open(encoding="utf-8-sig", newline="") as sheet,
    ):
        rows = csv.reader(sheet)
        if next(rows, None) != ["order", "fact", *columns]:
            yield f"{SHEET}: dòng đầu không phải tên các cột"
        for count, line in enumerate(lines, 1):
            raw = line.rstrip(b"\n")
            fact, values = json.loads(raw)
            name = next((values[key] for key in NAMES if values.get(key)), "không mã")
            where = f"dòng {count} ({fact}, {name})"
            if count > len(proofs) or sha256(raw).digest() != proofs[count - 1]:
                yield f"{where}: khác lúc chốt"
            if canonical([fact, values]) != raw:
                yield f"{where}: không phải dạng chuẩn"
            printed = [str(count), fact, *(in_sheet(values.get(key)) for key in columns)]
            if next(rows, None) != printed:
                yield f"{where}: {SHEET} ghi khác"
            sums.add(fact, values)
        if next(rows, None) is not None:
            yield f"{SHEET}: thừa dòng"
    if not count == len(proofs) == head["lines"]:
        yield f"có {count} dòng và {len(proofs)} mã dòng, khi chốt có {head['lines']}"


def in_sheet(value: Any) -> str:
    """A value as the sheet prints it: a name that looks like a formula stays a name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    text = str(value)
    is_name = isinstance(value, str) and text.startswith(FORMULA_STARTS)
    return f"'{text}" if is_name else text


def check_seal(raw: bytes, proofs: list[bytes], seal: Told, published: str) -> Iterator[str]:
    """The seal over the content, every line's hash in order, and the seal before it."""
    found = sha256(raw)
    for proof in proofs:
        found.update(proof)
    found.update(seal["previous_digest"].encode())
    if found.hexdigest() != seal["digest"]:
        yield "mã dấu không khớp với nội dung, các dòng hoặc bản trước"
    if json.loads(raw)["sequence"] != seal["sequence"]:
        yield "số thứ tự trong chuỗi không khớp với nội dung"
    if published and published.strip().lower() != seal["digest"]:
        yield "mã dấu của gói không phải mã dấu bạn đưa"


class Sums:
    """Every figure of the content that lines can give, added up plainly in one pass."""

    def __init__(self, content: Told, figures: Told) -> None:
        self.figures = figures
        self.cells = [cell for cell in cells_of(content) if cell[2] in figures]
        self.groups: dict[Group, dict[tuple[Any, ...], list[Any]]] = {}
        for _, _, slug, where in self.cells:
            self.groups.setdefault((slug, tuple(sorted(where))), {})
        self.by_fact: dict[str, list[Group]] = {}
        for group in self.groups:
            self.by_fact.setdefault(figures[group[0]]["fact"], []).append(group)

    def add(self, fact: str, values: Told) -> None:
        """Count one line wherever its figure and its members are asked for."""
        for group in self.by_fact.get(fact, ()):
            figure = self.figures[group[0]]
            if all(fulfils(values, name, wanted) for name, wanted in figure["where"].items()):
                members = tuple(values.get(figure["splits"][split]) for split in group[1])
                self._count(self.groups[group].setdefault(members, []), figure, values)

    @staticmethod
    def _count(kept: list[Any], figure: Told, values: Told) -> None:
        """A sum and a number of lines keep one number, a distinct count keeps its members."""
        if figure["how"] == "distinct":
            if not kept:
                kept.append(set())
            if values.get(figure["column"]) is not None:
                kept[0].add(values[figure["column"]])
            return
        one = 1 if figure["how"] == "lines" else Decimal(str(values.get(figure["column"], 0)))
        kept[:] = [(kept[0] if kept else 0) + one]

    def value(self, slug: str, where: Told) -> Decimal:
        """What the lines give for a figure, narrowed to members; several are taken together."""
        splits = tuple(sorted(where))
        total, members = Decimal(0), set[Any]()
        for found, kept in self.groups[slug, splits].items():
            if all(is_member(one, where[split]) for one, split in zip(found, splits, strict=True)):
                if isinstance(kept[0], set):
                    members |= kept[0]
                else:
                    total += kept[0]
        return total + len(members)

    def differences(self) -> Iterator[str]:
        for place, value, slug, where in self.cells:
            if self.value(slug, where) != Decimal(str(value)):
                yield f"{place}: {value}, các dòng cho {self.value(slug, where)}"


def fulfils(values: Told, name: str, wanted: Any) -> bool:
    """One condition of a figure, written as the portal writes it."""
    if name.endswith("__isnull"):
        return (values.get(name[: -len("__isnull")]) is None) is wanted
    if name.endswith("__in"):
        return values.get(name[: -len("__in")]) in wanted
    return values.get(name) == wanted


def is_member(found: Any, wanted: Any) -> bool:
    return found in wanted if isinstance(wanted, list) else found == wanted


def cells_of(content: Told) -> Iterator[tuple[str, Any, str, Told]]:
    """Every number that names a figure: where it stands, the number, its figure, its members.

    An empty or zero cell opens no records, so it is not asked again.
    """
    results = content["results"]
    page = [results["measures"], results["money"], *results["splits"]]
    for table in [*content["tables"].values(), *page]:
        for row in rows_of(table):
            for column, cell in zip(table["columns"], row["cells"], strict=True):
                place = f"bảng {table['slug']}, dòng {row['label']}, {column['label']}"
                if cell[0] and cell[1]:
                    yield place, cell[0], cell[1], cell[2]
    for piece in results["sentence"]:
        if piece["figure"] and piece["value"]:
            yield f"câu kết quả, “{piece['text']}”", piece["value"], piece["figure"], piece["where"]
    named = [*results["headline"], *results["aside"]]
    named += [one["spent"] for one in results["beneficiaries"]]
    for cell in named:
        if cell["value"] and cell["figure"]:
            yield cell["column"]["label"], cell["value"], cell["figure"], cell["where"]


def check_tables(folder: Path, content: Told) -> Iterator[str]:
    """The tables for reading against the sealed ones, number by number."""
    read = json.loads((folder / TABLES).read_text("utf-8"))["tables"]
    sealed = content["tables"]
    if sorted(table["slug"] for table in read) != sorted(sealed):
        yield f"{TABLES}: không đủ các bảng đã chốt"
        return
    for table in read:
        wanted = sealed[table["slug"]]
        keys = [column["key"] for column in wanted["columns"]]
        told = [[row["code"], row["label"], row["values"]] for row in rows_of(table)]
        kept = [
            [row["code"], row["label"], dict(zip(keys, values_of(row), strict=True))]
            for row in rows_of(wanted)
        ]
        if told != kept:
            yield f"{TABLES}: bảng {table['slug']} khác bảng đã chốt"


def rows_of(table: Told) -> list[Told]:
    return [*table["rows"], *filter(None, [table["total"]])]


def values_of(row: Told) -> list[Any]:
    return [cell[0] for cell in row["cells"]]


def main(arguments: list[str]) -> int:
    say = sys.stdout.write
    folder = Path(__file__).resolve().parent
    try:
        found = list(check(folder, *arguments[:1]))
        digest = json.loads((folder / SEAL).read_text("utf-8"))["digest"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as problem:
        say(f"KHÔNG ĐẠT: không đọc được gói này ({type(problem).__name__}: {problem}).\n")
        return 1
    for one in found:
        say(f"KHÁC: {one}\n")
    if found:
        say(f"KHÔNG ĐẠT: {len(found)} điểm khác.\n")
        return 1
    say(f"ĐẠT: nội dung, từng dòng và từng con số đúng như lúc chốt.\nMã dấu: {digest}\n")
    if not arguments:
        say("Hãy so mã dấu này với mã dấu trên trang công bố hoặc trong văn bản của cơ quan.\n")
    say("Trang HTML, Excel, bang.csv chỉ để đọc: đã so với SHA256SUMS, không nằm trong mã dấu.\n")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
