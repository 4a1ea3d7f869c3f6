"""The fictitious set for 2021–2025 and 2026–2030 (fictional.toml): every feature, no real name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import cycle, islice
from typing import Any

from django.db import transaction

from khuyencong.models import Record, Review, ReviewedRecord
from programs.models import Allocation, BudgetSource, FormRow, Measure, ProgramPhase, Target
from projects.models import Activity, Award, AwardRound, Facility, Funding, Support
from projects.models.supports import RUNNING
from reports.models import ManualIndicator

from .accounts import Authors, refuse_production
from .generator import Generator, Plan
from .notice import MILLION, explain, illustrated, make_phase, store
from .storing import Store
from .world import World

PREFIX = "MH"
STEP = 50 * MILLION  # money is assigned in round sums
GROUP_OF_TRADE = {"a": Award.Group.FOOD, "dd": Award.Group.CRAFT, "d": Award.Group.MACHINE}
RESULTS = (
    Award.Status.NOMINATED,
    Award.Status.AWARDED,
    Award.Status.RECOGNISED,
    Award.Status.RECOGNISED,
    Award.Status.REGISTERED,
)


def load_fictional(authors: Authors) -> bool:
    """Make the set unless it is there already; says whether it was made."""
    refuse_production()
    if Activity.objects.filter(code__startswith=f"{PREFIX}-").exists():
        return False
    with transaction.atomic():
        _FictionalSet(authors).make()
    return True


class _FictionalSet:
    def __init__(self, authors: Authors) -> None:
        self.authors = authors
        self.world = World(authors)
        self.words = self.world.words
        self.generator = Generator(Plan(prefix=PREFIX, label="A", **self.words["demo"]), self.world)

    def make(self) -> None:
        for row in self.words["phase"]:
            make_phase(row, self.authors)
        Store(self.generator, self.authors.enters).all()
        self._explain()
        for record in (*self._targets(), *self._allocations(), *self._manual()):
            self._store_reviewed(record)
        for row in self.words["round"]:
            self._award_round(row)
        self._merge_two()

    # What was planned.

    def _targets(self) -> Iterator[Target]:
        for phase in self.words["phase"]:
            stored = _phase(phase)
            for row in phase["target"]:
                yield self._target(row, phase=stored)
        for row in self.words["year_target"]:
            yield self._target(row, year=row["year"])

    def _target(self, row: Mapping[str, Any], **period: Any) -> Target:
        return Target(
            measure=Measure.objects.get(code=row["measure"]),
            minimum=row.get("minimum"),
            maximum=row.get("maximum"),
            note=self.words["data_source"],
            **period,
        )

    def _allocations(self) -> Iterator[Allocation]:
        """Round sums that cover what the decisions approved, and one whose year nobody knows."""
        needed = self._needed()
        for (year, programme, batch), decision in self.generator.decisions.items():
            amount = needed[year, programme, batch]
            yield Allocation(
                year=year,
                source=self.world.sources[programme],
                amount=(amount // STEP + 1) * STEP,
                decision=decision,
                batch=batch,
                note=self.words["data_source"],
            )
        yield Allocation(
            phase=_phase(self.words["phase"][0]),
            source=self.world.sources["KC_CHUA_RO"],
            amount=6 * STEP,
            note=self.words["data_source"],
        )

    @staticmethod
    def _needed() -> Mapping[tuple[int, str, str], int]:
        """What the running activities plan, by budget year, source and batch."""
        needed: dict[tuple[int, str, str], int] = defaultdict(int)
        fundings = Funding.objects.filter(
            activity__code__startswith=f"{PREFIX}-",
            activity__stage__in=RUNNING,
            source__role=BudgetSource.Role.SUPPORT,
            planned__isnull=False,
        )
        columns = ("budget_year", "source__code", "activity__batch", "planned")
        for year, source, batch, planned in fundings.values_list(*columns):
            needed[year or 0, source, batch] += planned or 0
        return needed

    def _manual(self) -> Iterator[ManualIndicator]:
        for row in self.words["manual"]:
            form_row = FormRow.objects.get(code=row["row"])
            for year, value in row["values"].items():
                basis = self.words["data_source"]
                yield ManualIndicator(row=form_row, year=int(year), value=value, basis=basis)

    def _explain(self) -> None:
        """What was sent for review had a reason for whatever the guards ask."""
        supported = Support.objects.filter(
            activity__code__startswith=f"{PREFIX}-", facility__isnull=False
        )
        sent = Activity.objects.exclude(review=Review.DRAFT)
        for activity in sent.filter(pk__in=supported.values("activity")).order_by("pk"):
            explain(activity, self.words["reason"], self.authors)

    # Awards.

    @cached_property
    def entrants(self) -> Iterator[Facility]:
        """The facilities in turn, so that every round has others."""
        return cycle(self._facilities().select_related("trade"))

    def _award_round(self, row: Mapping[str, Any]) -> None:
        made = AwardRound(
            level=row["level"], year=row["year"], held_on=row["held_on"], name="minh họa"
        )
        self._store(made)
        entered = islice(self.entrants, row["products"])
        for number, facility in enumerate(entered, start=1):
            self._store_reviewed(self._award(made, number, facility))

    @staticmethod
    def _award(made: AwardRound, number: int, facility: Facility) -> Award:
        # Above the province only what was recognised below comes in.
        is_higher = made.level in (AwardRound.Level.REGION, AwardRound.Level.NATION)
        status = Award.Status.AWARDED if is_higher else RESULTS[number % len(RESULTS)]
        trade = facility.trade.code if facility.trade else ""
        award = Award(
            round=made,
            product=illustrated(facility.products),
            facility=facility,
            group=GROUP_OF_TRADE.get(trade, Award.Group.OTHER),
            status=status,
        )
        if award.is_recognised:
            award.certificate = f"MH-{number:02d}/GCN"
        return award

    # A facility that goes on under another record.

    def _merge_two(self) -> None:
        kept = self._facilities()[0]
        former = Facility(
            name="Cơ sở minh họa A (đã gộp)",
            legal_form=kept.legal_form,
            commune=kept.commune,
            is_illustration=True,
            source_note=self.words["data_source"],
            merged_into=kept,
        )
        self._store(former)
        kept.former_names = "Cơ sở minh họa A (tên cũ)"
        self._store(kept)  # after the other, whose name and code it is found by

    @staticmethod
    def _facilities() -> Any:
        return Facility.objects.filter(code__startswith=f"{PREFIX}-CS-").order_by("code")

    # How a record is stored.

    def _store(self, record: Record) -> None:
        store(record, self.authors)

    def _store_reviewed(self, record: ReviewedRecord) -> None:
        self._store(record)
        record.submit(self.authors.enters)
        record.approve(self.authors.approves)


def _phase(row: Mapping[str, Any]) -> ProgramPhase:
    return ProgramPhase.objects.get(first_year=row["first_year"], last_year=row["last_year"])
