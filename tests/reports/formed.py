"""A province in which every row of every form has its own numbers, KCQG never equal to KCĐP.

One kind of activity after the other, number n: of the national programme one support, of the local
two with a facility each. Expected numbers are worked out here from the catalogue's files, not by
the portal.
"""

import tomllib
from collections import defaultdict
from datetime import date
from types import SimpleNamespace

from programs.catalogue.loader import FOLDER, catalogue_sheets, load_sheet
from programs.models import ActivityKind, BudgetSource, FormRow
from projects.models import Award, AwardRound, Stage
from tests import factories as make

YEAR = 2025
QG, DP = "KCQG", "KCDP"
MILLION = 1_000_000
# What each of them is worth in every number, so that none is ever equal to another.
QUANTITY = {QG: 100, DP: 10_000}
SUPPORTS = {QG: 1, DP: 2}
LEVELS = {"province": 5, "region": 2, "nation": 1, "district": 3}
GROUPS = list(Award.Group.values)


def toml(name, table):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))[table]


def build():
    """Store it; returns what every row must show, done and planned."""
    for sheet in catalogue_sheets():
        load_sheet(sheet)
    make.AgencyFactory()
    it = SimpleNamespace(results=defaultdict(int), planned=defaultdict(int))
    it.money, it.money_planned = defaultdict(int), defaultdict(int)
    for number, raw in enumerate(toml("kinds.toml", "kind"), 1):
        for programme in (QG, DP):
            _activity(it, number, raw, programme)
    it.manual = make.ManualIndicatorFactory(
        row=FormRow.objects.get(code="R23"), year=YEAR, value=34, approved=True
    )
    make.ManualIndicatorFactory(row=it.manual.row, year=YEAR - 1, value=30, approved=True)
    it.results["R23", DP] = 34
    it.awards = defaultdict(int)
    _awards(it)
    return it


def _activity(it, number, raw, programme):
    kind = ActivityKind.objects.get(code=raw["code"])
    record = make.ActivityFactory(
        code=f"{programme}-{number:02d}",
        title=f"Đề án {number} {programme}",
        year=YEAR,
        main_kind=kind,
        programme=programme,
        stage=Stage.ACCEPTED,
        approved=True,
        approved_on=date(YEAR, 1, 10),
        accepted_on=date(YEAR, 1 + number % 12, 15),
    )
    parts = [
        make.SupportFactory(
            activity=record, facility=make.FacilityFactory(name=f"Cơ sở {programme} {number} {at}")
        )
        for at in range(SUPPORTS[programme])
    ]
    for at, measure in enumerate(raw["measure"]):
        _measured(it, kind, measure, parts, QUANTITY[programme] + 10 * number + at, programme)
    _funded(it, record, raw["funding_row"], number, programme)


def _measured(it, kind, raw, parts, worth, programme):
    measure = kind.measures.get(code=f"{kind.code}.{raw['code']}")
    counted = raw.get("rule", "sum") != "sum"
    actual = SUPPORTS[programme] if counted else worth * (MILLION if measure.is_money else 1)
    planned = actual if counted else actual * 2
    if not counted:
        make.QuantityFactory(support=parts[0], measure=measure, planned=planned, actual=actual)
    for row in raw.get("form_rows", ()):
        it.results[row, programme] += actual
        it.planned[row, programme] += planned


def _funded(it, record, row, number, programme):
    """The national đề án has a little local money too: source and programme are two things."""
    worth = {programme: number * MILLION + (1 if programme == QG else 700 * MILLION)}
    if programme == QG:
        worth[DP] = number * 1_000
    worth["DOI_UNG"] = number * 500
    for code, settled in worth.items():
        source = BudgetSource.objects.get(code=code)
        make.FundingFactory(
            activity=record, source=source, planned=settled * 3, settled=settled, budget_year=YEAR
        )
        if code != "DOI_UNG":
            it.money[row, code] += settled
            it.money_planned[row, code] += settled * 3


def _awards(it):
    for level, count in LEVELS.items():
        held = make.AwardRoundFactory(level=AwardRound.Level(level), year=YEAR)
        column = {"province": "tinh", "region": "trung-uong", "nation": "trung-uong"}.get(level)
        for place, group in enumerate(GROUPS):
            rows = f"A1{'abcd'[place]}", f"A2{'abcd'[place]}"
            for at in range(count + place):
                status = Award.Status.REGISTERED if at == 0 else Award.Status.RECOGNISED
                make.AwardFactory(round=held, group=group, status=status, approved=True)
                for code in rows[: 1 + bool(at)] if column else ():
                    it.awards[code, column] += 1
                    it.awards[code[:2], column] += 1


def shown(table):
    """The figures of a table by row and column."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return {
        (row.code, cell.column.key): cell.value
        for row in rows
        for cell in row.cells
        if not cell.column.is_text
    }


def feed(kinds, measures):
    """Bind the kinds and measures of another province to a row each."""
    for place, (code, kind) in enumerate(kinds.items()):
        kind.funding_row = make.FormRowFactory(
            code=f"F{place}", form=FormRow.Form.FUNDING, number=str(place), label=code, order=place
        )
        kind.save()
    for place, (code, measure) in enumerate(measures.items()):
        measure.form_rows.add(
            make.FormRowFactory(code=f"R{place}", number=str(place), label=code, order=place)
        )
