"""The report of an edition: of a sealed one from what was sealed, else from the live register."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reports.editions import Edition, state_in_words
from reports.formats import lower_first
from reports.publishing.markup import Block, Run
from reports.results import Results
from reports.tables import Table

from . import sentences as say
from .grids import shortened
from .letterhead import (
    bases_of,
    letterhead_of,
    made_on,
    period_and_scope,
    recipients_of,
)
from .parts import Grid, Heading, Part, Report, Rule
from .sections import sections_of

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LIMIT = "Giới hạn"
ILLUSTRATIONS = "Lưu ý: số liệu có hồ sơ minh họa, không phải hồ sơ có thật."


def report_of(edition: Edition, page: str, annex: str) -> Report:
    """Everything that is printed. ``page`` and ``annex`` are the addresses it names."""
    results, issuer = edition.results(), edition.forms.issuer
    return Report(
        letterhead=letterhead_of(edition, results),
        bases=bases_of(results),
        parts=[*_numbered(_parts(edition, results, annex), annex)],
        recipients=recipients_of(issuer),
        rules=_rules(results.tables),
        source=f"Nguồn: {page}. {state_in_words(edition)}",
        author=issuer.name,
        made_on=made_on(edition),
        digest=edition.publication.digest if edition.publication else "",
    )


def _parts(edition: Edition, results: Results, annex: str) -> Iterator[Part]:
    name = edition.forms.issuer.name or "Cơ quan"
    whole = f"công tác khuyến công {period_and_scope(edition)}"
    if results.has_illustrations:
        yield Block("p", [[Run(ILLUSTRATIONS, is_bold=True, is_italic=True)]])
    yield from edition.introduction
    yield say.plain(f"{name} báo cáo kết quả {whole} như sau:")
    if results.is_empty:
        yield say.plain(f"Chưa có hồ sơ nào của {results.period.label} được duyệt.")
    else:
        yield from _sections(edition, results, annex)
    yield from edition.closing
    yield say.plain(f"Trên đây là báo cáo kết quả {whole}./.")


def _sections(edition: Edition, results: Results, annex: str) -> Iterator[Part]:
    said = [(name, parts) for name, parts in sections_of(edition, results, annex) if parts]
    for number, (name, parts) in zip(ROMAN, said, strict=False):
        yield Heading(f"{number}. {name}")
        yield from parts


def _numbered(parts: Iterable[Part], annex: str) -> Iterator[Part]:
    """Tables are counted through, and none is longer than a paper holds."""
    number = 0
    for part in parts:
        if isinstance(part, Grid):
            number += 1
            part = replace(shortened(part, annex), number=number)
        yield part


def _rules(tables: Iterable[Table]) -> Sequence[Rule]:
    """Every rule once, in the order of the tables; a limit says of which table it is."""
    rules: dict[str, Rule] = {}
    for table in tables:
        for note in table.notes:
            name, _, words = note.partition(": ")
            limited = f"{name} (bảng theo {lower_first(table.dimension)})"
            rules.setdefault(note, Rule(limited if name == LIMIT else name, words))
    return [*rules.values()]
