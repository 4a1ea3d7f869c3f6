"""Excel in, of what was planned: money assigned and targets."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from khuyencong.imports import subjects
from khuyencong.imports.cells import KnownCell
from khuyencong.imports.columns import HouseResource, column
from khuyencong.imports.flat import FlatSubject
from khuyencong.imports.lookups import look_up
from khuyencong.imports.pieces import Group, Piece, Read, Run
from khuyencong.models import Record
from programs.import_acts import DECISION, decision_columns
from programs.models import Allocation, BudgetSource, Decision, Measure, ProgramPhase, Target


def short_names(source: BudgetSource) -> Iterable[str]:
    return (source.short_name,)


def measure_words(measure: Measure) -> Iterable[str]:
    """Several kinds have a "Số lớp": there the kind stands before it."""
    return measure.option_label, str(measure)


def phase_words(phase: ProgramPhase) -> Iterable[str]:
    return phase.slug, f"{phase.first_year}–{phase.last_year}", str(phase)


def register_lookups() -> None:
    look_up(BudgetSource, BudgetSource.objects.all, short_names)
    look_up(Measure, lambda: Measure.objects.select_related("kind"), measure_words)
    look_up(ProgramPhase, ProgramPhase.objects.all, phase_words)


YEAR_OR_PHASE = "Ghi năm, hoặc giai đoạn khi không rõ năm; không cả hai."

_allocation_number, _allocation_day = decision_columns(Allocation, "decision")
_target_number, _target_day = decision_columns(Target, "decision")


class AllocationResource(HouseResource):
    year = column(Allocation, "year", also=("Năm",), examples=(2026, ""), help_text=YEAR_OR_PHASE)
    phase = column(
        Allocation,
        "phase",
        cell=KnownCell(ProgramPhase, "slug"),
        heading="Giai đoạn (khi không rõ năm)",
        also=("Giai đoạn",),
        examples=("", "2021-2025"),
        help_text=YEAR_OR_PHASE,
    )
    source = column(Allocation, "source", also=("Nguồn",), examples=("Khuyến công quốc gia", ""))
    amount = column(
        Allocation,
        "amount",
        also=("Kinh phí giao", "Số tiền", "Kinh phí", "Số giao"),
        examples=(1_500_000_000, "800 triệu"),
    )
    decision_number = _allocation_number
    decision_day = _allocation_day
    assigned_on = column(Allocation, "assigned_on")
    batch = column(
        Allocation,
        "batch",
        help_text="Khi một văn bản giao cho một nguồn nhiều lần.",
        examples=("Đợt 1", ""),
    )
    note = column(Allocation, "note")


class AllocationSubject(FlatSubject):
    """Kinh phí giao: known by source, year or phase, act and batch."""

    code, label, order = "kinh-phi-giao", "Kinh phí giao", 40
    resource = AllocationResource
    models = (Decision, Allocation)
    fields = {name: name for name in ("year", "phase", "source", "amount", "assigned_on", "note")}
    explanation = "Mỗi dòng là một lần giao: một nguồn, một năm, một văn bản, một đợt."

    def natural_key(self, read: Read) -> Hashable:
        names = ("source", "year", "phase", "decision_number", "decision_day", "batch")
        return tuple(read.values.get(name) for name in names)

    def prepare(self, groups: Sequence[Group], run: Run) -> None:
        reads = [read for group in groups for read in group.reads]
        DECISION.prepare(reads, run)
        years = {read.values.get("year") for read in reads}
        stored = Allocation.objects.select_related("source", "phase", "decision")
        dated = stored.filter(year__in=years - {None})
        undated = stored.filter(year=None) if None in years else stored.none()
        run.shared["allocations"] = {
            (one.source_id, one.year, one.phase_id, one.decision_id, one.batch): one
            for one in (*dated, *undated)
        }

    def match(self, read: Read, run: Run) -> Record | None:
        decision = DECISION.find(read, run)
        run.shared["act"] = decision  # for finish(), of the same row
        if decision is not None and decision.pk is None:
            return None
        source = run.known.get(BudgetSource, read.values.get("source"))
        phase = run.known.get(ProgramPhase, read.values.get("phase"))
        key = (
            source and source.pk,
            read.values.get("year"),
            phase and phase.pk,
            decision and decision.pk,
            read.values.get("batch", ""),
        )
        return run.shared["allocations"].get(key)

    def finish(self, piece: Piece, read: Read, run: Run) -> None:
        if piece.is_new:
            piece.set("decision", run.shared["act"], "decision_number")
            piece.set("batch", read.values.get("batch", ""), "batch")

    def more_pieces(self, piece: Piece, read: Read) -> list[Piece]:
        return DECISION.pieces(piece.record.decision, read)  # type: ignore[attr-defined]

    def totals(self, groups: Iterable[Group]) -> Iterator[tuple[Any, ...]]:
        for group in groups:
            if group.is_refused or group.main is None:
                continue
            record: Any = group.main.record
            before = (group.main.old or {}).get("amount", 0 if group.main.is_new else record.amount)
            if record.amount != before:
                what = f"Kinh phí giao, {record.source.short_name}"
                yield record.year, what, record.amount - before

    def records(self, user: Any) -> Any:
        return Allocation.objects.select_related("source", "phase", "decision").order_by("pk")


class TargetResource(HouseResource):
    year = column(Target, "year", examples=(2026, ""), help_text=YEAR_OR_PHASE)
    phase = column(
        Target,
        "phase",
        cell=KnownCell(ProgramPhase, "slug"),
        examples=("", "2021-2025"),
        help_text=YEAR_OR_PHASE,
    )
    measure = column(
        Target,
        "measure",
        cell=KnownCell(Measure, "option_label"),
        also=("Chỉ tiêu", "Nội dung"),
        examples=("", ""),
    )
    minimum = column(
        Target,
        "minimum",
        help_text="Ghi ít nhất một trong hai số.",
        also=("Từ", "Tối thiểu", "Kế hoạch"),
        examples=(2, 10),
    )
    maximum = column(Target, "maximum", also=("Đến", "Tối đa"), examples=(4, ""))
    decision_number = _target_number
    decision_day = _target_day
    note = column(Target, "note")


class TargetSubject(FlatSubject):
    """Chỉ tiêu kế hoạch: known by its measure and its year or phase."""

    code, label, order = "chi-tieu", "Chỉ tiêu kế hoạch", 50
    resource = TargetResource
    models = (Decision, Target)
    fields = {name: name for name in ("year", "phase", "measure", "minimum", "maximum", "note")}
    explanation = "Mỗi dòng là một chỉ tiêu của một năm hoặc một giai đoạn."

    def natural_key(self, read: Read) -> Hashable:
        return tuple(read.values.get(name) for name in ("measure", "year", "phase"))

    def prepare(self, groups: Sequence[Group], run: Run) -> None:
        DECISION.prepare([read for group in groups for read in group.reads], run)
        rows = Target.objects.select_related("measure__kind", "phase", "decision")
        run.shared["targets"] = {(one.measure_id, one.year, one.phase_id): one for one in rows}

    def match(self, read: Read, run: Run) -> Record | None:
        measure = run.known.get(Measure, read.values.get("measure"))
        phase = run.known.get(ProgramPhase, read.values.get("phase"))
        key = (measure and measure.pk, read.values.get("year"), phase and phase.pk)
        return run.shared["targets"].get(key)

    def finish(self, piece: Piece, read: Read, run: Run) -> None:
        decision = DECISION.find(read, run)
        if decision is not None:
            piece.set("decision", decision, "decision_number")

    def more_pieces(self, piece: Piece, read: Read) -> list[Piece]:
        return DECISION.pieces(piece.record.decision, read)  # type: ignore[attr-defined]

    def records(self, user: Any) -> Any:
        rows = Target.objects.select_related("measure__kind", "phase", "decision")
        return rows.order_by("pk")


def register() -> None:
    """Called once by the app."""
    register_lookups()
    subjects.register(AllocationSubject())
    subjects.register(TargetSubject())
