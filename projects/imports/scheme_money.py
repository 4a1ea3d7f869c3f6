"""The money of a đề án: it stands on one of its rows, or alike on all of them."""

from collections.abc import Iterator
from typing import Any

from khuyencong.imports.pieces import Group, Piece, Read, Run
from projects.models import Funding

PARTS = ("planned", "settled")

# By source and budget year, then by part: an amount, and the row that says it first.
Amounts = dict[tuple[str, int | None], dict[str, tuple[int | None, Read]]]


def add_fundings(group: Group, run: Run) -> None:
    """What each source gives, after the activity itself, the group's first piece."""
    main = group.pieces[0]
    activity: Any = main.record
    stored: dict[Any, Funding] = {}
    if not main.is_new:
        for funding in activity.fundings.all():
            stored[funding.source.code, funding.budget_year] = funding
    for (code, year), parts in _amounts(group, run).items():
        found = stored.get((code, year))
        if found is None and all(amount is None for amount, _ in parts.values()):
            continue  # an empty cell has nothing to erase
        source = run.shared["sources"][code]
        funding = found or Funding(activity=activity, source=source, budget_year=year)
        reads = list(dict.fromkeys(read for _, read in parts.values()))
        piece = Piece(funding, reads, {} if found else None)
        piece.columns["budget_year"] = "budget_year"
        for part, (amount, _) in parts.items():
            piece.set(part, amount, f"{code}:{part}")
        if found is not None and piece.is_changed and funding.shares.all():
            piece.refuse(
                f"{source.short_name} của đề án này đã chia cho từng hạng mục. "
                "Sửa trên màn hình nhập đề án.",
                next(iter(piece.old or {})),
            )
        group.pieces.append(piece)


def _amounts(group: Group, run: Run) -> Amounts:
    """What the rows say of each source and budget year; amounts that differ are refused."""
    activity: Any = group.pieces[0].record
    found: Amounts = {}
    for read in group.reads:
        year = read.values.get("budget_year", activity.year)
        for name, value in _money_of(read, group, run):
            code, _, part = name.partition(":")
            parts = found.setdefault((code, year), {})
            amount, first = parts.setdefault(part, (value, read))
            if amount is None:
                parts[part] = (value, read)
            elif value is not None and amount != value:
                read.refuse(
                    f"Khác số tiền ở dòng {first.number} của cùng đề án. Ghi tổng của đề án ở "
                    "một dòng, các dòng khác để trống.",
                    name,
                )
    return found


def _money_of(read: Read, group: Group, run: Run) -> Iterator[tuple[str, int | None]]:
    for code in run.shared["sources"]:
        for part in PARTS:
            name = f"{code}:{part}"
            if name in read.values:
                yield name, read.values[name]
            elif run.erases and name in read.blanks and not group.pieces[0].is_new:
                yield name, None
