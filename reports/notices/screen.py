"""Đọc thông báo: what the screen shows of one notice, and the keeping of what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from programs.models import Decision
from reports.comparison import ComparedFigure, compared
from reports.dimensions import DIMENSIONS
from reports.lines import RegisterLines
from reports.measures import measures_table
from reports.models import StatedFigure, StatedNotice
from reports.periods import Period
from reports.results import MONEY_COLUMNS
from reports.rollup import Rollup

from .forms import KeepForm, figure_of, keep_forms
from .matching import Catalogue
from .reader import Found, Reading, What, read_notice

# The text that the boxes on the screen were made of: another text numbers its items anew.
READ = "_read"


@dataclass(frozen=True)
class Piece:
    """A piece of the text; with an item it is marked, with a number it can be kept."""

    text: str
    item: Found | None = None
    number: int = 0


@dataclass(frozen=True)
class Candidate:
    """A found item with its boxes, what the register gives, and whether it is kept already."""

    number: int
    item: Found
    form: KeepForm
    figure: ComparedFigure
    is_kept: bool


@dataclass
class Screen:
    """One text read for one notice; ``data`` is what the person chose, if anything yet."""

    notice: StatedNotice
    text: str
    data: Mapping[str, Any] | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.stored()

    @cached_property
    def reading(self) -> Reading:
        return read_notice(self.text, self.catalogue.units)

    @property
    def fingerprint(self) -> str:
        return sha256(self.reading.text.encode()).hexdigest()

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        items = self.reading.stated
        forms = keep_forms(items, self.catalogue, self.data)
        kept = {_what_is_kept(one) for one in self.notice.figures.all()}
        rollup = Rollup(RegisterLines(Period.years(self.notice.first_year, self.notice.last_year)))
        tables = measures_table(rollup), rollup.split(DIMENSIONS["nguon"], MONEY_COLUMNS)
        found = []
        for number, (item, form) in enumerate(zip(items, forms, strict=True), 1):
            is_kept = _what_is_kept(item) in kept
            form.initial["keep"] = form.initial["keep"] and not is_kept
            told = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
            figure = compared(figure_of(self.notice, item, told), *tables)
            found.append(Candidate(number, item, form, figure, is_kept))
        return found

    @property
    def pieces(self) -> list[Piece]:
        """The text with what was found marked on it; of two that overlap, the longer."""
        numbers = {id(item): number for number, item in enumerate(self.reading.stated, 1)}
        pieces, place, text = [], 0, self.reading.text
        for item in self.reading.items:
            if item.start < place:
                continue
            pieces.append(Piece(text[place : item.start]))
            pieces.append(Piece(text[item.start : item.end], item, numbers.get(id(item), 0)))
            place = item.end
        return [piece for piece in [*pieces, Piece(text[place:])] if piece.text]

    @property
    def summary(self) -> Mapping[str, int]:
        """How many of each sort were found."""
        results = self.reading.of(What.RESULT)
        return {
            "numbered": sum(item.value is not None for item in results),
            "without_number": sum(item.value is None for item in results),
            "amounts": len(self.reading.of(What.MONEY)),
        }

    @property
    def acts(self) -> Mapping[str, bool]:
        """The acts named, and whether the portal knows them."""
        numbers = [item.number for item in self.reading.of(What.ACT)]
        known = set(Decision.objects.filter(number__in=numbers).values_list("number", flat=True))
        return {number: number in known for number in numbers}

    @property
    def years(self) -> list[str]:
        """The ranges of years named, each once."""
        items = self.reading.of(What.YEARS)
        spans = [(item.first_year, item.last_year) for item in items]
        return [f"{first}–{last}" for first, last in dict.fromkeys(spans) if first != last]

    def keep(self, user: Any) -> int:
        """Store what was chosen as stated figures of the notice, all or nothing; return how many.

        Raises ValidationError where a box is not filled well, or where nothing was chosen.
        """
        if not all(candidate.form.is_valid() for candidate in self.candidates):
            raise ValidationError("Có ô chưa đúng; chưa lưu gì. Hãy sửa ô được đánh dấu.")
        chosen = [one for one in self.candidates if one.form.cleaned_data["keep"]]
        if not chosen:
            raise ValidationError("Chưa chọn số nào để lưu.")
        with transaction.atomic():
            last = self.notice.figures.order_by("order").last()
            for place, one in enumerate(chosen, (last.order if last else 0) + 1):
                self._store(one, place)
            self.notice.text = self.reading.text
            self.notice.save()
            self.notice.changed_by(user)
        return len(chosen)

    def _store(self, one: Candidate, place: int) -> StatedFigure:
        figure = figure_of(self.notice, one.item, one.form.cleaned_data)
        figure.order = place
        try:
            figure.full_clean()
        except ValidationError as refused:
            raise ValidationError(f"Số {one.number}: {' '.join(refused.messages)}") from refused
        figure.save()
        return figure


def _what_is_kept(one: Found | StatedFigure) -> tuple[Any, ...]:
    """By what an item is known again; without a number its unit is the catalogue's, not its own."""
    return (one.printed, one.value, None if one.value is None else one.unit)
