"""The forms of a publication as they were sealed: definitions, filled tables, the agency's names.

A catalogue may be renamed, a row fed by another kind, a definition changed: what was sealed stays.
A list of đề án is as long as the register, so it is not kept whole; its lines are sealed anyway.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reports.lines import Lines
from reports.plain import plain_table, table_of

from .building import Form, Sheet, form_of
from .definition import Definition, Feeds, Holds
from .judging import definition_from
from .loading import definitions
from .paper import Issuer, issuer, plain_issuer

Plain = dict[str, Any]
PARTS = {"issuer", "definitions", "done", "planned"}


def plain_forms(lines: Lines) -> Plain:
    """All that the forms of these lines say."""
    forms = list(definitions().values())
    kept = [form for form in forms if form.feeds is not Feeds.ACTIVITIES]
    return {
        "issuer": plain_issuer(issuer()),
        # As text: a database keeps neither the order of names nor how a number was written.
        "definitions": [json.dumps(form.raw, ensure_ascii=False) for form in forms],
        "done": {form.slug: _plain_sheets(form_of(form, lines)) for form in kept},
        "planned": {
            form.slug: _plain_sheets(form_of(form, lines, is_plan=True))
            for form in kept
            if form.has_plan
        },
    }


def _plain_sheets(form: Form) -> list[list[Plain]]:
    return [[plain_table(sheet.table), plain_table(sheet.outside)] for sheet in form.sheets]


def _check_sheets(definition: Definition, sheets: Sequence[Sequence[Plain]]) -> None:
    """Each table reads back as it is written, and has the columns of its form."""
    keys = [column.key for column in definition.columns if column.holds is not Holds.LABEL]
    is_whole = len(sheets) == len(definition.sheets)
    for plain in (one for sheet in sheets for one in sheet):
        is_whole = is_whole and plain_table(table_of(plain)) == plain
    for plain, _ in sheets:
        is_whole = is_whole and [column["key"] for column in plain["columns"]] == keys
    if not is_whole:
        raise ValueError(f"biểu “{definition.slug}” không đúng mẫu")


class KeptForms:
    """The forms of a sealed publication."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self._plain = plain

    @property
    def issuer(self) -> Issuer:
        return Issuer(**self._plain["issuer"])

    @property
    def definitions(self) -> Sequence[Definition]:
        return [definition_from(json.loads(text)) for text in self._plain["definitions"]]

    def check(self) -> None:
        """Raises ValueError for what pages could not print: a bundle may come from anywhere."""
        by_slug = {form.slug: form for form in self.definitions}
        if self._plain.keys() != PARTS or plain_issuer(self.issuer) != self._plain["issuer"]:
            raise ValueError("phần biểu báo cáo thiếu hoặc thừa")
        for filled in (self._plain["done"], self._plain["planned"]):
            for slug, sheets in filled.items():
                _check_sheets(by_slug[slug], sheets)

    def form(
        self, definition: Definition, lines: Lines, is_plan: bool, is_whole: bool = True
    ) -> Form:
        """As sealed; a list from the sealed lines."""
        stored = self._plain["planned" if is_plan else "done"].get(definition.slug)
        if stored is None:
            return form_of(definition, lines, is_plan, is_whole)
        sheets = tuple(
            Sheet(part, table_of(table), table_of(outside))
            for part, (table, outside) in zip(definition.sheets, stored, strict=True)
        )
        return Form(definition, is_plan, sheets)


class LiveForms:
    """The forms of live lines, or of a publication sealed before forms were kept."""

    @property
    def issuer(self) -> Issuer:
        return issuer()

    @property
    def definitions(self) -> Sequence[Definition]:
        return list(definitions().values())

    def form(
        self, definition: Definition, lines: Lines, is_plan: bool, is_whole: bool = True
    ) -> Form:
        return form_of(definition, lines, is_plan, is_whole)
