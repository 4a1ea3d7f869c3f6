"""Makes fictitious records by the number: the same seed always gives the same records.

Builds whole đề án (supports, quantities, money, payments …) in memory and writes them in batches,
so that a hundred activities or a million come from the same code. Every record passes the models'
own rules, is marked as an illustration, and has a name that says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from khuyencong.models import Review, ReviewedRecord
from programs.models import BudgetSource, Decision
from projects.models import (
    Activity,
    Document,
    Facility,
    Funding,
    FundingShare,
    Outcome,
    Payment,
    Programme,
    Quantity,
    Stage,
    StageEvent,
    Support,
)
from projects.models.funding import rest_of

from .notice import MILLION, illustrated
from .world import KindWords, Place, Row, World

ACTIVITIES_PER_FACILITY = 3
LEGAL_FORMS = {
    Facility.LegalForm.ENTERPRISE: 36,
    Facility.LegalForm.COOPERATIVE: 22,
    Facility.LegalForm.HOUSEHOLD: 32,
    Facility.LegalForm.GROUP: 7,
    Facility.LegalForm.OTHER: 3,
}
STAGES_OF_PAST = {
    Stage.ACCEPTED: 86,
    Stage.STOPPED: 6,
    Stage.REJECTED: 4,
    Stage.APPROVED: 3,
    Stage.PROPOSED: 1,
}
STAGES_OF_LAST_YEAR = {
    Stage.ACCEPTED: 44,
    Stage.APPROVED: 34,
    Stage.PROPOSED: 13,
    Stage.STOPPED: 5,
    Stage.REJECTED: 4,
}
# How many supports a đề án for facilities has, and how their quantities are stated.
SHAPES = {"single": 62, "group": 22, "common": 6, "several kinds": 10}
# What beside the programme's own source pays, or what nobody knows.
MONEY = {"own": 80, "both": 7, "NSK": 4, "KHAC": 3, "unknown source": 3, "unknown amount": 3}
NOWHERE = Place(None)
SPLITS = {"all": 55, "some": 15, "none": 30}
REVIEWS_OF_PAST = {"approved": 985, "returned": 5, "draft": 5, "pending": 5}
REVIEWS_OF_LAST_YEAR = {"approved": 78, "pending": 10, "draft": 6, "returned": 6}


@dataclass(frozen=True)
class Plan:
    """What to make: how many, by which seed, for which years, and how far the records reach."""

    activities: int
    seed: int
    first_year: int
    last_year: int
    as_of: date
    prefix: str
    label: str
    with_dossier: bool = True

    @property
    def facilities(self) -> int:
        return max(30, self.activities // ACTIVITIES_PER_FACILITY)

    @property
    def digits(self) -> int:
        return max(3, len(str(self.activities)))


@dataclass(frozen=True, slots=True)
class Home:
    """A stored facility as the schemes need it: small, because there may be many."""

    facility_id: int | None
    work: Row
    place: Place


@dataclass
class Scheme:
    """One đề án with all that hangs on it, not stored yet."""

    activity: Activity
    words: KindWords
    work: Row
    supports: list[Support] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    fundings: list[Funding] = field(default_factory=list)
    shares: list[FundingShare] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    events: list[StageEvent] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    @property
    def is_approved(self) -> bool:
        return self.activity.review == Review.APPROVED

    @property
    def is_decided(self) -> bool:
        return self.activity.stage not in (Stage.PROPOSED, Stage.REJECTED)

    @property
    def end(self) -> date:
        """The day the work ended: accepted, stopped, or the end of its year where unknown."""
        activity = self.activity
        return activity.accepted_on or activity.stopped_on or date(activity.year, 12, 31)


class Generator:
    """The records of a plan, in a fixed order of chances."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan = plan
        self.world = world
        self.random = Random(f"{plan.seed}")  # noqa: S311 - the same records again, no secret
        self.numbers: dict[int, int] = defaultdict(int)
        self.works = world.words["work"]
        self.homes: list[Home] = []
        self.homes_of: dict[int | None, list[Home]] = defaultdict(list)
        self.decisions = {
            (decision.signed_on.year, programme, decision.batch): decision
            for programme, decision in self._decisions()
            if decision.signed_on
        }

    # Decisions and facilities come first: the schemes name them.

    def _decisions(self) -> Iterator[tuple[str, Decision]]:
        number = 0
        for year in range(self.plan.first_year, self.plan.last_year + 1):
            for programme in Programme.values:
                for batch, month in (("Đợt 1", 3), ("Đợt 2", 6)):
                    number += 1
                    decision = Decision(
                        number=f"{self.plan.prefix}-{number:02d}/QĐ-MH",
                        signed_on=date(year, month, self.random.randint(5, 25)),
                        issuer="Cơ quan minh họa",
                        title=illustrated(
                            f"Phê duyệt kế hoạch khuyến công năm {year}, {batch.lower()}"
                        ),
                        batch=batch,
                    )
                    decision.fold_search()
                    yield programme, decision

    def facilities(self) -> Iterator[tuple[Facility, Home]]:
        """The facilities of the plan; whoever stores them hands them back to :meth:`settle`."""
        for number in range(1, self.plan.facilities + 1):
            # Every trade comes first, so that even a small set shows them all.
            is_early = number <= len(self.works)
            work = self.works[number - 1] if is_early else self.random.choice(self.works)
            place = self._place()
            facility = Facility(
                code=f"{self.plan.prefix}-CS-{number:0{self.plan.digits}d}",
                name=f"Cơ sở minh họa {self.plan.label}-{number:0{self.plan.digits}d}",
                legal_form=self._pick(LEGAL_FORMS),
                trade=self.world.trades.get(work["trade"]),
                products=work["product"],
                commune_id=place.commune_id,
                old_district_id=place.district_id,
                place_then=place.place_then,
                is_illustration=True,
                source_note=self.world.words["data_source"],
            )
            facility.fold_search()
            yield facility, Home(None, work, place)

    def settle(self, stored: Iterable[tuple[Facility, Home]]) -> None:
        """Let the schemes choose among facilities that are stored."""
        for facility, home in stored:
            settled = replace(home, facility_id=facility.pk)
            self.homes.append(settled)
            self.homes_of[home.place.old_province_id].append(settled)

    def _place(self) -> Place:
        """A few facilities were founded after the district level ended."""
        if not self.world.old_places or self._happens(0.06):
            return self.random.choice(self.world.new_places)
        return self.random.choice(self.world.old_places)

    # The schemes.

    def schemes(self) -> Iterator[Scheme]:
        """The schemes of the plan, once all facilities are settled."""
        kinds = self.world.kinds
        weights = [words.words["weight"] for words in kinds]
        for number in range(self.plan.activities):
            # Every kind comes once first, so that even a small set shows them all.
            words = kinds[number] if number < len(kinds) else self.random.choices(kinds, weights)[0]
            yield self._scheme(words)

    def _scheme(self, words: KindWords) -> Scheme:
        activity = self._activity(words)
        shape = self._shape(words)
        homes = self._homes(activity, words, shape)
        scheme = Scheme(activity, words, homes[0].work)
        self._add_supports(scheme, shape, homes)
        self._name(scheme, homes)
        self._add_money(scheme, shape)
        self._review(scheme)
        if scheme.is_approved:
            self._add_payments(scheme)
            self._add_outcomes(scheme)
        if self.plan.with_dossier:
            self._add_events(scheme)
            self._add_documents(scheme)
        return scheme

    def _shape(self, words: KindWords) -> str:
        if not words.for_facilities:
            return "single"
        shape = self._pick(SHAPES)
        if shape == "common" and not any(measure.is_main for measure, _ in words.measures):
            return "group"  # nothing is typed that could be common
        return "single" if shape == "several kinds" and not words.buys_machines else shape

    def _homes(self, activity: Activity, words: KindWords, shape: str) -> list[Home]:
        """Different facilities of the province that approves; of any, after the merger."""
        if not words.for_facilities:
            return [Home(None, self.random.choice(self.works), self._place_of(activity, words))]
        count = self.random.randint(3, 6) if shape in ("group", "common") else 1
        home = activity.old_province_id
        among = self.homes if home is None else self.homes_of[home]
        return self.random.sample(among, min(count, len(among)))

    def _place_of(self, activity: Activity, words: KindWords) -> Place:
        """Where a thing without a facility happens, as the decision of its time wrote it."""
        if not words.words.get("placed"):
            return NOWHERE
        if activity.old_province_id is None:
            return self.random.choice(self.world.new_places)
        return self.random.choice(self.world.old_places_of[activity.old_province_id])

    def _activity(self, words: KindWords) -> Activity:
        year = self.random.randint(self.plan.first_year, self.plan.last_year)
        is_last = year == self.plan.last_year
        stage = self._pick(STAGES_OF_LAST_YEAR if is_last else STAGES_OF_PAST)
        national = self._happens(words.words["national"])
        activity = Activity(
            code=self._code(year),
            year=year,
            programme=Programme.NATIONAL if national else Programme.LOCAL,
            main_kind=words.kind,
            stage=stage,
            implementing_unit=self.world.unit,
            partner_units=self.world.words["partner"] if self._happens(0.2) else "",
            old_province_id=self._old_province(year),
            data_source=self.world.words["data_source"],
            is_illustration=True,
        )
        if stage not in (Stage.PROPOSED, Stage.REJECTED):
            self._decide(activity)
        return activity

    def _code(self, year: int) -> str:
        self.numbers[year] += 1
        return f"{self.plan.prefix}-{year}-{self.numbers[year]:0{self.plan.digits}d}"

    def _old_province(self, year: int) -> int | None:
        provinces = list(self.world.old_places_of)
        if year > self.world.words["last_year_with_districts"] or not provinces:
            return None
        return self.random.choice(provinces)

    def _decide(self, activity: Activity) -> None:
        """Decision, dates, and how the work ended; now and then the acceptance day is missing."""
        batch = "Đợt 1" if self._happens(0.65) else "Đợt 2"
        decision = self.decisions[activity.year, activity.programme, batch]
        signed_on = decision.signed_on or date(activity.year, 3, 1)
        activity.decision, activity.batch = decision, batch
        activity.approved_on = signed_on
        activity.starts_on = signed_on + timedelta(days=10)
        activity.ends_on = date(activity.year, 12, 15)
        end = self._until_now(signed_on + timedelta(days=self.random.randint(50, 190)))
        if activity.stage == Stage.STOPPED:
            activity.stopped_on = end
        elif activity.stage == Stage.ACCEPTED and not self._happens(0.05):
            activity.accepted_on = end

    # Supports and quantities.

    def _add_supports(self, scheme: Scheme, shape: str, homes: Sequence[Home]) -> None:
        for words in self._kinds_of(scheme, shape):
            for home in homes:
                self._add_support(scheme, words, home, is_common=shape == "common")
        if shape == "common":
            self._add_common_support(scheme)
        if shape == "group":
            self._accept_in_part(scheme)

    def _kinds_of(self, scheme: Scheme, shape: str) -> Sequence[KindWords]:
        """A đề án điểm has its main kind and two others, for the same facility."""
        if shape != "several kinds":
            return [scheme.words]
        others = [words for words in self.world.kinds if words.for_facilities]
        others = [words for words in others if words is not scheme.words]
        return [scheme.words, *self.random.sample(others, 2)]

    def _add_support(
        self, scheme: Scheme, words: KindWords, home: Home, *, is_common: bool = False
    ) -> None:
        support = self._support(scheme, words, home)
        support.in_common_quantity = is_common
        low, high = words.words["amount"]
        amount = self.random.randint(low // 5, high // 5) * 5 * MILLION
        scheme.supports.append(support)
        scheme.amounts.append(amount)
        if not is_common:
            self._add_quantities(scheme, support, words, amount)

    def _add_common_support(self, scheme: Scheme) -> None:
        """The one quantity of several facilities: "750 lao động tại 03 đơn vị"."""
        count, amount = len(scheme.supports), sum(scheme.amounts)
        common = self._support(scheme, scheme.words, Home(None, scheme.work, NOWHERE))
        scheme.supports.append(common)
        scheme.amounts.append(0)
        self._add_quantities(scheme, common, scheme.words, amount, times=count)

    @staticmethod
    def _support(scheme: Scheme, words: KindWords, home: Home) -> Support:
        return Support(
            activity=scheme.activity,
            order=len(scheme.supports) + 1,
            kind=words.kind,
            facility_id=home.facility_id,
            subject=home.work["name" if words.is_training else "product"],
            equipment=home.work["equipment"] if words.buys_machines else "",
            commune_id=home.place.commune_id,
            old_district_id=home.place.district_id,
            place_then=home.place.place_then,
        )

    def _add_quantities(
        self, scheme: Scheme, support: Support, words: KindWords, amount: int, times: int = 1
    ) -> None:
        """What the support counts; ``times`` is how many facilities it speaks for."""
        is_done = scheme.activity.stage == Stage.ACCEPTED
        for measure, (low, high) in words.measures:
            if measure.is_money:
                planned = int(amount * self.random.uniform(low, high)) // MILLION * MILLION
            else:
                planned = self.random.randint(int(low), int(high)) * times
            quantity = Quantity(support=support, measure=measure, planned=planned)
            if is_done:
                self._count(quantity, exactly=measure.is_main)
            scheme.quantities.append(quantity)

    def _count(self, quantity: Quantity, *, exactly: bool) -> None:
        """What was done: as planned, a little off, or not known."""
        if self._happens(0.06):
            quantity.is_unknown = True
        elif exactly or self._happens(0.5):
            quantity.actual = quantity.planned
        else:
            actual = int((quantity.planned or 0) * self.random.uniform(0.85, 1.1))
            whole = MILLION if quantity.measure.is_money else 1
            quantity.actual = actual // whole * whole

    def _accept_in_part(self, scheme: Scheme) -> None:
        """Of a group scheme some supports are done earlier, some not yet, some never."""
        activity = scheme.activity
        if activity.stage == Stage.ACCEPTED and self._happens(0.2):
            stopped = scheme.supports[-1]
            stopped.stopped_on = self._until_now(self._after_approval(activity, 40))
            scheme.quantities = [made for made in scheme.quantities if made.support is not stopped]
        if activity.stage == Stage.APPROVED:
            for support in scheme.supports[: len(scheme.supports) // 2]:
                support.accepted_on = self._until_now(self._after_approval(activity, 90))
                for quantity in scheme.quantities:
                    if quantity.support is support:
                        self._count(quantity, exactly=True)

    @staticmethod
    def _after_approval(activity: Activity, days: int) -> date:
        return (activity.approved_on or date(activity.year, 1, 1)) + timedelta(days=days)

    @staticmethod
    def _name(scheme: Scheme, homes: Sequence[Home]) -> None:
        """The title tells what the supports are; then it can be searched and sorted."""
        activity, words = scheme.activity, scheme.words.words
        title = words["group_title"] if len(homes) > 1 else words["title"]
        named = title.format(work=scheme.work["name"], year=activity.year)
        activity.title = illustrated(named)
        activity.fold_search()

    # Money.

    def _add_money(self, scheme: Scheme, shape: str) -> None:
        activity, total = scheme.activity, sum(scheme.amounts)
        money = self._pick(MONEY)
        own = "KC_CHUA_RO" if money == "unknown source" else activity.programme
        other = {"both": self._other_programme(activity), "NSK": "NSK", "KHAC": "KHAC"}.get(money)
        beside = total * 3 // 10 // MILLION * MILLION if other else 0
        years = self._budget_years(activity, shape)
        for year, part in zip(years, portions(total - beside, [7, 3][: len(years)]), strict=True):
            self._add_funding(scheme, own, year, None if money == "unknown amount" else part)
        if other:
            self._add_funding(scheme, other, activity.year, beside)
        if "counterpart" in scheme.words.words:
            ratio = self.random.uniform(*scheme.words.words["counterpart"])
            amount = int(total * ratio) // MILLION * MILLION
            self._add_funding(scheme, "DOI_UNG", activity.year, amount)
        self._sum_up(scheme)
        self._make_recoverable(scheme)
        self._split(scheme)

    @staticmethod
    def _other_programme(activity: Activity) -> str:
        is_national = activity.programme == Programme.NATIONAL
        return (Programme.LOCAL if is_national else Programme.NATIONAL).value

    def _budget_years(self, activity: Activity, shape: str) -> list[int]:
        """A đề án of several kinds runs over two budget years, as far as records reach."""
        if shape == "several kinds" and activity.year < self.plan.last_year:
            return [activity.year, activity.year + 1]
        return [activity.year]

    def _add_funding(self, scheme: Scheme, code: str, year: int, planned: int | None) -> None:
        funding = Funding(
            activity=scheme.activity,
            source=self.world.sources[code],
            budget_year=year,
            planned=planned,
        )
        is_done = scheme.activity.stage == Stage.ACCEPTED
        is_recent = scheme.activity.year == self.plan.last_year
        if is_done and planned and not (is_recent and self._happens(0.5)):
            saved = 0 if self._happens(0.7) else self.random.randint(1, 60)
            funding.settled = planned - planned * saved // 1000 // 1000 * 1000
        scheme.fundings.append(funding)

    def _sum_up(self, scheme: Scheme) -> None:
        planned = [funding.planned for funding in scheme.fundings]
        known = [amount for amount in planned if amount is not None]
        if len(known) == len(planned) and self._happens(0.8):
            scheme.activity.total_by_decision = sum(known)

    def _make_recoverable(self, scheme: Scheme) -> None:
        """Support that a facility gives back over three years, as some provinces do."""
        first = scheme.fundings[0]
        if scheme.words.for_facilities and first.planned and self._happens(0.05):
            first.recoverable = first.planned * 2 // 5 // MILLION * MILLION
            first.recover_from, first.recover_to = first.budget_year + 1, first.budget_year + 3

    def _split(self, scheme: Scheme) -> None:
        """Shares of the supports where there are several; money nobody split stays whole."""
        if len(scheme.supports) < 2:
            return
        split = self._pick(SPLITS)
        count = {"all": len(scheme.supports), "some": len(scheme.supports) // 2, "none": 0}[split]
        for funding in scheme.fundings:
            if count and funding.planned:
                self._share_out(scheme, funding, count)

    @staticmethod
    def _share_out(scheme: Scheme, funding: Funding, count: int) -> None:
        """Give the first ``count`` supports their parts; the rest is a share of its own."""
        weights = [amount or MILLION for amount in scheme.amounts]
        planned = portions(funding.planned or 0, weights)
        settled = portions(funding.settled or 0, weights) if funding.settled is not None else None
        shares = [
            FundingShare(
                funding=funding,
                support=scheme.supports[place],
                planned=planned[place],
                settled=settled[place] if settled else None,
            )
            for place in range(count)
        ]
        rest = FundingShare(
            funding=funding,
            planned=rest_of(funding.planned, [share.planned for share in shares], "kế hoạch"),
            settled=rest_of(funding.settled, [share.settled for share in shares], "quyết toán"),
        )
        scheme.shares += [*shares, rest]

    # Payments.

    def _add_payments(self, scheme: Scheme) -> None:
        if not scheme.is_decided or self._happens(0.03):
            return
        for funding in scheme.fundings:
            if funding.planned and funding.source.role == BudgetSource.Role.SUPPORT:
                self._pay(scheme, funding)

    def _pay(self, scheme: Scheme, funding: Funding) -> None:
        stage, due = scheme.activity.stage, funding.planned or 0
        start = max(self._after_approval(scheme.activity, 30), date(funding.budget_year, 1, 20))
        if start > self.plan.as_of:
            return
        if stage == Stage.ACCEPTED:
            self._pay_in_two(scheme, funding, start)
        elif self._happens(0.6):
            advance = due * self.random.choice([3, 5, 7]) // 10 // MILLION * MILLION
            self._add_payment(scheme, funding, Payment.Kind.ADVANCE, start, advance)
            if stage == Stage.STOPPED:
                back = scheme.end + timedelta(days=45)
                self._add_payment(scheme, funding, Payment.Kind.RECOVERY, back, advance)
        if stage == Stage.ACCEPTED and funding.recoverable:
            self._recover(scheme, funding)

    def _pay_in_two(self, scheme: Scheme, funding: Funding, start: date) -> None:
        """An advance of at most 70 % (TTLT 26/2014, Điều 8), the rest after acceptance."""
        goal = (funding.planned if funding.settled is None else funding.settled) or 0
        advance = goal * 7 // 10 // MILLION * MILLION if self._happens(0.7) else 0
        kinds = Payment.Kind
        self._add_payment(scheme, funding, kinds.ADVANCE, start, advance)
        last = max(scheme.end, start) + timedelta(days=20)
        self._add_payment(scheme, funding, kinds.DISBURSEMENT, last, goal - advance)

    def _recover(self, scheme: Scheme, funding: Funding) -> None:
        years = range(funding.recover_from or 0, (funding.recover_to or 0) + 1)
        parts = portions(funding.recoverable or 0, [1] * len(years))
        for year, part in zip(years, parts, strict=True):
            day = date(year, 6, 30)
            self._add_payment(scheme, funding, Payment.Kind.RECOVERY, day, part)

    def _add_payment(
        self, scheme: Scheme, funding: Funding, kind: Payment.Kind, day: date, amount: int
    ) -> None:
        """Record a payment unless it lies ahead; some of the latest still wait for review."""
        if amount <= 0 or day > self.plan.as_of:
            return
        payment = Payment(funding=funding, kind=kind, paid_on=day, amount=amount)
        payment.document = illustrated(f"Chứng từ {scheme.activity.code}")
        is_recent = day > self.plan.as_of - timedelta(days=150)
        state = "pending" if is_recent and self._happens(0.25) else "approved"
        self._set_review(payment, state, day, self.world.authors.pays)
        scheme.payments.append(payment)

    # Outcomes.

    def _add_outcomes(self, scheme: Scheme) -> None:
        if scheme.activity.stage != Stage.ACCEPTED or not self.world.outcomes:
            return
        for support in scheme.supports:
            has_result = support.facility_id is not None and support.stopped_on is None
            if has_result and self._happens(0.3):
                self._add_outcome(scheme, support)

    def _add_outcome(self, scheme: Scheme, support: Support) -> None:
        measure, row = self.random.choice(self.world.outcomes)
        value = Decimal(self.random.randint(*row["range"])) * Decimal(str(row.get("scale", 1)))
        outcome = Outcome(support=support, measure=measure, value=value)
        outcome.qualifier = self.random.choice(Outcome.Qualifier.values)
        if "spread" in row and self._happens(0.5):
            upper = value * (1 + Decimal(str(row["spread"])))
            outcome.upper_value = upper.quantize(Decimal("0.1"))
            outcome.qualifier = Outcome.Qualifier.EXACT
        outcome.observed_on = self._until_now(scheme.end + timedelta(days=60))
        state = "pending" if self._happens(0.04) else "approved"
        self._set_review(outcome, state, outcome.observed_on, self.world.authors.enters)
        scheme.outcomes.append(outcome)

    # Review.

    def _review(self, scheme: Scheme) -> None:
        activity = scheme.activity
        is_last = activity.year == self.plan.last_year
        state = self._pick(REVIEWS_OF_LAST_YEAR if is_last else REVIEWS_OF_PAST)
        day = activity.accepted_on or activity.approved_on or date(activity.year, 2, 1)
        self._set_review(activity, state, day, self.world.authors.enters)
        if state == "returned" and activity.total_by_decision is not None:
            activity.total_by_decision += 5 * MILLION
            activity.review_note = (
                "Tổng các nguồn chưa khớp tổng theo quyết định. Hãy kiểm tra lại."
            )

    def _set_review(self, record: ReviewedRecord, state: str, day: date, author: Any) -> None:
        """The review as two accounts would have left it some days after ``day``."""
        if state == "draft":
            return
        record.submitted_by = author
        record.submitted_at = _moment(self._until_now(day + timedelta(days=4)), 9)
        if state == "returned":
            record.review_note = "Bổ sung văn bản nghiệm thu trước khi gửi duyệt lại."
        elif state == "pending":
            record.review = Review.PENDING
        else:
            record.review = Review.APPROVED
            record.approved_by = self.world.authors.approves
            record.approved_at = _moment(self._until_now(day + timedelta(days=6)), 15)

    @staticmethod
    def _with_its_activity(part: ReviewedRecord, scheme: Scheme) -> None:
        """What was entered with the activity was reviewed with it."""
        for name in ("review", "submitted_by", "submitted_at", "approved_by", "approved_at"):
            setattr(part, name, getattr(scheme.activity, name))

    # Dossier.

    def _add_events(self, scheme: Scheme) -> None:
        activity = scheme.activity
        if activity.stage == Stage.REJECTED:
            day = date(activity.year, 2, 20)
            self._add_stage(scheme, Stage.PROPOSED, Stage.REJECTED, day, "Chưa đủ hồ sơ (minh họa)")
        if not scheme.is_decided:
            return
        approved_on = self._after_approval(activity, 0)
        self._add_stage(scheme, Stage.PROPOSED, Stage.APPROVED, approved_on)
        self._add_event(scheme, StageEvent.Kind.CONTRACT, approved_on + timedelta(days=12))
        if self._happens(0.07):
            self._adjust(scheme)
        if activity.stopped_on:
            reason = "Cơ sở không thu xếp được vốn đối ứng (minh họa)"
            self._add_stage(scheme, Stage.APPROVED, Stage.STOPPED, activity.stopped_on, reason)
        if activity.accepted_on:
            self._add_stage(scheme, Stage.APPROVED, Stage.ACCEPTED, activity.accepted_on)
            liquidated = activity.accepted_on + timedelta(days=14)
            self._add_event(scheme, StageEvent.Kind.LIQUIDATION, liquidated)
            if scheme.fundings[0].settled is not None:
                settled = activity.accepted_on + timedelta(days=40)
                self._add_event(scheme, StageEvent.Kind.SETTLEMENT, settled)

    def _add_stage(
        self, scheme: Scheme, before: Stage, after: Stage, day: date, reason: str = ""
    ) -> None:
        event = StageEvent(activity=scheme.activity, kind=StageEvent.Kind.STAGE, happened_on=day)
        event.from_stage, event.to_stage, event.reason = before, after, reason
        if after == Stage.APPROVED and scheme.activity.decision:
            event.document_number = scheme.activity.decision.number
        self._with_its_activity(event, scheme)
        scheme.events.append(event)

    def _add_event(self, scheme: Scheme, kind: StageEvent.Kind, day: date) -> None:
        if day <= self.plan.as_of:
            event = StageEvent(activity=scheme.activity, kind=kind, happened_on=day)
            self._with_its_activity(event, scheme)
            scheme.events.append(event)

    def _adjust(self, scheme: Scheme) -> None:
        event = StageEvent(
            activity=scheme.activity,
            kind=StageEvent.Kind.ADJUSTMENT,
            happened_on=self._until_now(self._after_approval(scheme.activity, 35)),
            reason="Điều chỉnh thời gian thực hiện (minh họa)",
            before=f"Hoàn thành trước ngày 30/10/{scheme.activity.year}",
            after=f"Hoàn thành trước ngày 15/12/{scheme.activity.year}",
        )
        self._with_its_activity(event, scheme)
        scheme.events.append(event)

    def _add_documents(self, scheme: Scheme) -> None:
        activity = scheme.activity
        common = self.world.common_documents
        if activity.decision and "quyet-dinh" in common:
            self._add_document(scheme, common["quyet-dinh"], activity.approved_on)
        if activity.accepted_on is None:
            return
        for kind in scheme.words.documents:
            if self._happens(0.85):
                self._add_document(scheme, kind, activity.accepted_on)

    def _add_document(self, scheme: Scheme, kind: Any, day: date | None) -> None:
        document = Document(activity=scheme.activity, kind=kind, signed_on=day)
        document.title = illustrated(kind.name)
        if kind.code == "quyet-dinh" and scheme.activity.decision:
            document.number, document.is_public = scheme.activity.decision.number, True
        self._with_its_activity(document, scheme)
        scheme.documents.append(document)

    # Chance and time.

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def _pick(self, weights: dict[Any, int]) -> Any:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _until_now(self, day: date) -> date:
        return min(day, self.plan.as_of)


def portions(whole: int, weights: Sequence[int]) -> list[int]:
    """Split ``whole`` by weight into whole triệu; the last part takes what is left."""
    total = sum(weights)
    parts = [whole * weight // total // MILLION * MILLION for weight in weights]
    parts[-1] += whole - sum(parts)
    return parts


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
