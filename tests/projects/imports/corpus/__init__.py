"""Whole imports, from a file to the records: each case with the one outcome that is right.

A file is stored exactly, has rows refused by number and column, is refused itself, or asks which
headings mean what. All cases start from the same small province, see ``world``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.projects.imports.corpus.sheets import book

FACILITY_HEADS = (
    "TT",
    "Tên cơ sở",
    "Loại hình",
    "Mã số thuế",
    "Xã, phường hiện nay",
    "Điện thoại",
)
SCHEME_HEADS = (
    "TT",
    "Tên đề án",
    "Năm",
    "Chương trình",
    "Nội dung chính",
    "Cơ sở thụ hưởng",
    "KCQG (triệu đồng)",
    "KCĐP (triệu đồng)",
    "Đối ứng (triệu đồng)",
)
LOCAL, MACHINES, TRAINING = "Khuyến công địa phương", "Ứng dụng máy móc", "Đào tạo nghề"
Refusals = Mapping[int | tuple[int, int], Mapping[str, str]]


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it.

    ``stored``: what the records that are new or changed say afterwards, in full. ``refused``: by
    row number (or sheet and row) and column, words of the refusal; then ``stored`` is what the good
    rows alone make. ``no_file``: words of the refusal of the file. ``asks``: headings that a person
    must explain. ``others``: rows without a record, by what they are. ``told``: words by row.
    """

    name: str
    subject: str
    build: Callable[[], bytes]
    mode: str = "add"
    stored: Sequence[Mapping[str, Any]] = ()
    refused: Refusals = field(default_factory=dict)
    no_file: Sequence[str] = ()
    asks: Sequence[str] = ()
    others: Mapping[str, int] | None = None
    told: Mapping[int, str] = field(default_factory=dict)
    same: int = 0
    unit: str = ""
    file_name: str = "danh-sach.xlsx"


def facilities(name: str, *rows: Any, head: Any = FACILITY_HEADS, **more: Any) -> Case:
    """A list of facilities under a heading of one row, unless the rows bring their own."""
    return _case("co-so", name, rows, head, more)


def schemes(name: str, *rows: Any, head: Any = SCHEME_HEADS, **more: Any) -> Case:
    """A list of đề án."""
    return _case("de-an", name, rows, head, more)


def awards(name: str, *rows: Any, head: Any = (), **more: Any) -> Case:
    return _case("san-pham", name, rows, head, more)


def allocations(name: str, *rows: Any, head: Any = (), **more: Any) -> Case:
    return _case("kinh-phi-giao", name, rows, head, more)


def targets(name: str, *rows: Any, head: Any = (), **more: Any) -> Case:
    return _case("chi-tieu", name, rows, head, more)


def _case(subject: str, name: str, rows: Any, head: Any, more: dict[str, Any]) -> Case:
    lines = ((head,) if head else ()) + rows
    made = {key: more.pop(key) for key in ("merged", "is_1904", "sheets", "hidden") if key in more}
    more.setdefault("build", lambda: book(*lines, **made))
    return Case(name, subject, **more)


def line(
    number: Any = 1,
    title: Any = "Hỗ trợ máy",
    year: Any = 2026,
    kind: Any = MACHINES,
    who: Any = "",
    money: Any = ("", "", ""),
    programme: Any = LOCAL,
) -> tuple[Any, ...]:
    """A row under SCHEME_HEADS."""
    return (number, title, year, programme, kind, who, *money)


# What is stored.


def facility(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "legal_form": "enterprise", **more}


def support(**more: Any) -> dict[str, Any]:
    return {"kind": MACHINES, "order": 1, **more}


AT_ONE = {"facility": "CS-MOT", "commune": "Xã Ia Ly"}


def scheme(
    title: str = "Hỗ trợ máy",
    supports: Any = None,
    money: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An activity; ``money`` by source and year: planned, or planned and settled."""
    plain = {"year": 2026, "programme": "KCDP", "main_kind": MACHINES, "stage": "approved"}
    return {
        "title": title,
        **plain,
        "supports": [*(supports or [support()])],
        "money": dict(money or {}),
        **more,
    }
