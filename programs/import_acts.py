"""How lists that are imported name the acts they rest on: shared by every subject."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from khuyencong.imports.cells import TextCell
from khuyencong.imports.columns import Column, column
from khuyencong.imports.pieces import Piece, Read, Run
from khuyencong.text import clean_act_number
from programs.models import Decision


class DecisionColumns:
    """How a file names an act: by its number and, where the number alone is not clear, its day."""

    def __init__(self, number: str, signed_on: str) -> None:
        self.number, self.signed_on = number, signed_on

    def prepare(self, reads: Iterable[Read], run: Run) -> None:
        """Read every act that the rows name."""
        acts = run.shared.setdefault("acts", {})
        numbers = {read.values[self.number] for read in reads if self.number in read.values}
        missing = numbers - acts.keys()
        acts.update((number, []) for number in missing)
        for decision in Decision.objects.filter(number__in=missing) if missing else ():
            acts[decision.number].append(decision)

    def find(self, read: Read, run: Run) -> Decision | None:
        """The act of a row: stored, or new and then the same for every row that names it."""
        number = read.values.get(self.number)
        if not number:
            return None
        day = read.values.get(self.signed_on)
        found = run.shared["acts"][number]
        same = [one for one in found if day is None or one.signed_on == day]
        if len(same) > 1 and self.signed_on in read.blanks:  # as the act without a day is written
            same = [one for one in same if one.signed_on is None] or same
        if len(same) == 1:
            return same[0]
        if same:
            days = "; ".join(str(one) for one in same)
            read.refuse(f"Có nhiều văn bản số {number}: {days}. Ghi thêm ngày ký.", self.number)
            return None
        decision = Decision(number=number, signed_on=day)
        found.append(decision)
        return decision

    def pieces(self, decision: Decision | None, read: Read) -> list[Piece]:
        """The record of an act that is new with this file."""
        if decision is None or decision.pk is not None:
            return []
        columns = {"number": self.number, "signed_on": self.signed_on}
        return [Piece(decision, [read], columns=columns)]


DECISION = DecisionColumns("decision_number", "decision_day")


def decision_columns(model: Any, field: str) -> tuple[Column, Column]:
    """The two columns of an act, by the label of the field that refers to it."""
    label = str(model._meta.get_field(field).verbose_name)
    number = column(
        model,
        f"{field}__number",
        heading=f"{label.capitalize()}, số",
        cell=TextCell(clean_act_number),
        required=False,
        also=("Số quyết định", "Quyết định", "Căn cứ", "Văn bản", "Số văn bản", label),
        help_text="Số, ký hiệu. Văn bản chưa có trên cổng sẽ được thêm cùng đợt nhập.",
        examples=("123/QĐ-SCT", ""),
    )
    day = column(
        model,
        f"{field}__signed_on",
        heading=f"{label.capitalize()}, ngày ký",
        also=("Ngày ký", "Ngày quyết định", "Ngày ký quyết định"),
        help_text="Cần ghi khi nhiều văn bản cùng số.",
        examples=(date(2026, 3, 5), ""),
    )
    return number, day
