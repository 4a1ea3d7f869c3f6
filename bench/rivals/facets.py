"""Datasette's facets on the same database: how many supports, and fundings, by the same splits.

Runs in an environment of its own (bench/requirements.lock). A facet counts rows; it knows neither
sums nor distinct facilities, so this rival does less than the page it is measured beside.
"""

import asyncio
import os
import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette

SUPPORTS = """
    SELECT s.id, k.code AS kind, a.year, a.programme, c.code AS commune, d.code AS district,
        p.code AS old_province, COALESCE(m.legal_form, y.legal_form) AS legal_form
    FROM projects_support s
    JOIN projects_activity a ON a.id = s.activity_id
    JOIN programs_activitykind k ON k.id = s.kind_id
    LEFT JOIN projects_facility y ON y.id = s.facility_id
    LEFT JOIN projects_facility m ON m.id = y.merged_into_id
    LEFT JOIN programs_commune c ON c.id = s.commune_id
    LEFT JOIN programs_olddistrict d ON d.id = s.old_district_id
    LEFT JOIN programs_oldprovince p ON p.id = a.old_province_id
    WHERE a.review = 'approved' AND a.year BETWEEN {first} AND {last} AND s.stopped_on IS NULL
        AND (a.stage = 'accepted' OR a.stage = 'approved' AND s.accepted_on IS NOT NULL)
"""
FUNDINGS = """
    SELECT f.id, b.code AS source, f.budget_year, f.planned, f.settled
    FROM projects_funding f
    JOIN projects_activity a ON a.id = f.activity_id
    JOIN programs_budgetsource b ON b.id = f.source_id
    WHERE a.review = 'approved' AND f.budget_year BETWEEN {first} AND {last}
"""
FACETS = {
    "supports": {
        "noi-dung": "kind",
        "nam": "year",
        "chuong-trinh": "programme",
        "xa-phuong": "commune",
        "huyen-cu": "district",
        "tinh-cu": "old_province",
        "loai-hinh": "legal_form",
    },
    "fundings": {"nguon": "source"},
}
MINUTES = 60_000
SETTINGS = {
    "facet_time_limit_ms": 30 * MINUTES,
    "sql_time_limit_ms": 30 * MINUTES,
    "suggest_facets": False,
    "max_returned_rows": 1000,
}


class Facets:
    """The pages of supports and of fundings with a facet for every split.

    ``made`` is VIEW, read from the records at every request as the portal does, or TABLE, filled
    beforehand: what a site that is not live would do.
    """

    share = 1.0
    server = 0
    is_client = False

    def __init__(self, first: int, last: int, made: str) -> None:
        path = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
        self.made = made
        with closing(sqlite3.connect(path, timeout=600)) as rows:
            for name, query in (("supports", SUPPORTS), ("fundings", FUNDINGS)):
                drop(rows, self.name(name))
                select = query.format(first=first, last=last)
                rows.execute(f"CREATE {made} {self.name(name)} AS {select}")
            rows.commit()
        self.loop = asyncio.new_event_loop()
        self.datasette = Datasette([path], settings=SETTINGS)
        self.database = next(name for name in self.datasette.databases if name[0] != "_")

    def name(self, rows: str) -> str:
        return f"bench_{self.made.lower()}_{rows}"

    def get(self, rows: str, extension: str = "") -> Any:
        asked = [("_facet", column) for column in FACETS[rows].values()]
        query = urlencode([*asked, ("_facet_size", "max"), ("_size", "20")])
        path = f"/{self.database}/{self.name(rows)}{extension}?{query}"
        response = self.loop.run_until_complete(self.datasette.client.get(path))
        if response.status_code != 200:
            raise SystemExit(f"bench: Datasette answered {response.status_code}: {response.text}")
        return response

    def run(self) -> None:
        for rows in FACETS:
            self.get(rows)

    def values(self) -> dict[str, dict[str, int]]:
        """The number of supports by split, which the portal counts too."""
        found = self.get("supports", ".json").json()["facet_results"]
        return {
            split: {
                str(row["value"]): {"supports": row["count"]} for row in found[column]["results"]
            }
            for split, column in FACETS["supports"].items()
        }


def drop(rows: sqlite3.Connection, name: str) -> None:
    """Remove what an earlier run made under that name."""
    kinds = rows.execute("SELECT type FROM sqlite_master WHERE name = ?", [name]).fetchall()
    for (kind,) in kinds:
        rows.execute(f"DROP {kind} {name}")
