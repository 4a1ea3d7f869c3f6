"""The splits' tables by SQL written by hand, as someone who knows the schema would.

One grouped query per fact; sums are added up from the parts, and only the distinct counts are
asked once more for the total. Every cell of the portal's table comes out of it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from bench.portal import TOTAL, UNKNOWN, Contender, Values

RUNNING = "a.stage IN ('approved', 'accepted')"
PLANNED = f"s.stopped_on IS NULL AND {RUNNING}"
DONE = f"s.stopped_on IS NULL AND (a.stage = 'accepted' OR {RUNNING} AND s.accepted_on IS NOT NULL)"
SHARED_DONE = f"CASE WHEN h.support_id IS NULL THEN a.completed_on IS NOT NULL ELSE {DONE} END"
SHARED_PLANNED = PLANNED
AMOUNT = "CASE WHEN h.id IS NULL THEN f.{0} ELSE h.{0} END"
SPENT = f"COALESCE({AMOUNT.format('settled')}, {AMOUNT.format('planned')})"

SUPPORT_FIGURES = f"""
    COUNT(DISTINCT CASE WHEN {DONE} AND a.completed_on IS NOT NULL AND mk.is_scheme
        THEN a.id END) AS activities,
    COUNT(DISTINCT CASE WHEN {DONE} THEN COALESCE(y.merged_into_id, s.facility_id) END)
        AS facilities,
    COUNT(CASE WHEN {DONE} THEN 1 END) AS supports
"""
SUPPORTS = f"""
    SELECT {{member}} AS member, {SUPPORT_FIGURES}
    FROM projects_support s
    JOIN projects_activity a ON a.id = s.activity_id
    JOIN programs_activitykind mk ON mk.id = a.main_kind_id
    LEFT JOIN projects_facility y ON y.id = s.facility_id
    {{join}}
    WHERE a.review = 'approved' AND a.year BETWEEN %s AND %s
    GROUP BY 1
"""
FUNDINGS = f"""
    SELECT {{member}} AS member,
        SUM(CASE WHEN b.role = 'support' AND {SHARED_PLANNED}
            THEN {AMOUNT.format("planned")} END) AS planned,
        SUM(CASE WHEN b.role = 'support' AND NOT b.is_unknown AND {SHARED_PLANNED}
            THEN {AMOUNT.format("planned")} END) AS planned_known,
        SUM(CASE WHEN b.role = 'support' AND {SHARED_DONE}
            THEN {AMOUNT.format("settled")} END) AS settled,
        SUM(CASE WHEN b.role = 'support' AND {SHARED_DONE} THEN {SPENT} END) AS spent,
        SUM(CASE WHEN b.role = 'counterpart' AND {SHARED_DONE} THEN {SPENT} END) AS counterpart
    FROM projects_funding f
    JOIN projects_activity a ON a.id = f.activity_id
    JOIN programs_budgetsource b ON b.id = f.source_id
    LEFT JOIN projects_fundingshare h ON h.funding_id = f.id
    LEFT JOIN projects_support s ON s.id = h.support_id
    {{join}}
    WHERE a.review = 'approved' AND f.budget_year BETWEEN %s AND %s
    GROUP BY 1
"""
PAYMENTS = f"""
    SELECT {{member}} AS member,
        SUM(p.amount) AS disbursed,
        SUM(CASE WHEN NOT b.is_unknown AND f.planned IS NOT NULL THEN p.amount END)
            AS disbursed_known
    FROM projects_payment p
    JOIN projects_funding f ON f.id = p.funding_id
    JOIN projects_activity a ON a.id = f.activity_id
    JOIN programs_budgetsource b ON b.id = f.source_id
    {{join}}
    WHERE p.review = 'approved' AND p.kind IN ('advance', 'disbursement')
        AND b.role = 'support' AND a.review = 'approved' AND {RUNNING}
        AND f.budget_year BETWEEN %s AND %s
    GROUP BY 1
"""
# What was assigned for a year, or for a phase within the years.
ALLOCATIONS = """
    SELECT {member} AS member, SUM(l.amount) AS assigned
    FROM programs_allocation l
    JOIN programs_budgetsource b ON b.id = l.source_id
    LEFT JOIN programs_programphase ph ON ph.id = l.phase_id
    {join}
    WHERE l.review = 'approved' AND b.role = 'support'
        AND COALESCE(l.year, ph.first_year) >= %s AND COALESCE(l.year, ph.last_year) <= %s
    GROUP BY 1
"""

# Per split: member and join for supports, for đề án where they differ, for fundings, for payments,
# and for what was assigned where that can be split.
KIND = "JOIN programs_activitykind k ON k.id = {}"
COMMUNE = "LEFT JOIN programs_commune c ON c.id = {}"
Part = tuple[str, str]
SPLITS: Mapping[str, Mapping[str, Part]] = {
    "noi-dung": {
        "supports": ("k.code", KIND.format("s.kind_id")),
        "activities": ("mk.code", ""),
        "fundings": (
            "k.code",
            KIND.format("COALESCE(s.kind_id, a.common_kind_id, a.main_kind_id)"),
        ),
        "payments": ("k.code", KIND.format("COALESCE(a.common_kind_id, a.main_kind_id)")),
    },
    "nam": {
        "supports": ("a.year", ""),
        "fundings": ("f.budget_year", ""),
        "payments": ("f.budget_year", ""),
        "allocations": ("l.year", ""),
    },
    "xa-phuong": {
        "supports": ("c.code", COMMUNE.format("s.commune_id")),
        "fundings": ("c.code", COMMUNE.format("COALESCE(s.commune_id, a.common_commune_id)")),
        "payments": ("c.code", COMMUNE.format("a.common_commune_id")),
    },
}
COUNTED = ("activities", "facilities")
ADDED = (
    "supports",
    "assigned",
    "planned",
    "planned_known",
    "settled",
    "spent",
    "counterpart",
    "disbursed",
    "disbursed_known",
)
# A year's share of the plan is that of what was assigned, where that is known.
PRINTED = (
    "activities",
    "facilities",
    "supports",
    "planned",
    "disbursed",
    "settled",
    "spent",
    "weight",
    "counterpart",
    "disbursement_rate",
    "leverage",
)
WITH_ASSIGNED, WITH_PLANNED = ("assigned", "share_of_assigned"), ("share_of_planned",)


class Rollups(Contender):
    """The same tables by hand."""

    def __init__(self, first: int, last: int, splits: list[str]) -> None:
        super().__init__(first, last)
        self.splits = splits

    def run(self) -> None:
        for split in self.splits:
            self.table(split)

    def values(self) -> Values:
        return {split: self.table(split) for split in self.splits}

    def table(self, split: str) -> Values:
        parts = SPLITS[split]
        rows: dict[str, dict[str, Any]] = {}
        if "activities" in parts:
            self.collect(rows, SUPPORTS, parts["supports"], only=("facilities", "supports"))
            self.collect(rows, SUPPORTS, parts["activities"], only=("activities",))
        else:
            self.collect(rows, SUPPORTS, parts["supports"])
        self.collect(rows, FUNDINGS, parts["fundings"])
        self.collect(rows, PAYMENTS, parts["payments"])
        if "allocations" in parts:
            self.collect(rows, ALLOCATIONS, parts["allocations"])
        total: dict[str, dict[str, Any]] = {}
        self.collect(total, SUPPORTS, ("NULL", ""), only=COUNTED)
        rows = {code: row for code, row in rows.items() if any(row.values())}
        whole = total[UNKNOWN] | {
            key: sum(row.get(key) or 0 for row in rows.values()) for key in ADDED
        }
        keys = (*PRINTED, *(WITH_ASSIGNED if whole["assigned"] else WITH_PLANNED))
        printed = {code: printed_row(row, whole, keys) for code, row in rows.items()}
        return {**printed, TOTAL: printed_row(whole, whole, keys)}

    def collect(
        self,
        rows: dict[str, dict[str, Any]],
        sql: str,
        part: Part,
        only: tuple[str, ...] = (),
    ) -> None:
        member, join = part
        with connection.cursor() as cursor:
            cursor.execute(
                sql.format(member=member, join=join),
                [self.period.first_year, self.period.last_year],
            )
            names = [column[0] for column in cursor.description]
            for found in cursor.fetchall():
                row = dict(zip(names, found, strict=True))
                code = str(row.pop("member") or UNKNOWN)
                kept = {key: row[key] for key in only} if only else row
                rows.setdefault(code, {}).update(kept)


def printed_row(
    row: Mapping[str, Any], total: Mapping[str, Any], keys: Iterable[str]
) -> dict[str, Any]:
    cells = {key: int(row.get(key) or 0) for key in (*COUNTED, *ADDED)}
    ratios = {
        "weight": ratio(cells["spent"], int(total["spent"]), 100),
        "disbursement_rate": ratio(cells["disbursed_known"], cells["planned_known"], 100),
        "share_of_assigned": ratio(cells["spent"], cells["assigned"], 100),
        "share_of_planned": ratio(cells["spent"], cells["planned"], 100),
        "leverage": ratio(cells["counterpart"], cells["spent"], 1),
    }
    return {key: (cells | ratios)[key] for key in keys}


def ratio(part: int, whole: int, times: int) -> float | None:
    return part / whole * times if whole else None
