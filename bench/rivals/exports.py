"""The same list by others: a tuned django-import-export resource, and PostgreSQL's own COPY."""

from io import BytesIO
from typing import IO, Any

from django.db import connection
from django.db.models import OuterRef, Subquery, Sum
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from python_calamine import CalamineWorkbook

from bench.exporting import COLUMNS, SOURCES, digests, rows_of_lines, told
from bench.portal import OnDatabase, Values
from khuyencong.models import Review
from projects.models import Activity, Funding, Programme, Stage


def planned(source: str) -> Subquery:
    rows = Funding.objects.filter(activity=OuterRef("pk"), source__code=source).order_by()
    return Subquery(rows.values("activity").annotate(all=Sum("planned")).values("all"))


class TunedResource(ModelResource):
    """Best tuned: one query, joined and annotated, read in chunks; words by the model."""

    programme = Field("get_programme_display", "programme")
    stage = Field("get_stage_display", "stage")
    review = Field("get_review_display", "review")
    kcqg = Field("planned_KCQG", "KCQG:planned")
    kcdp = Field("planned_KCDP", "KCDP:planned")

    class Meta:
        model = Activity
        fields = (*(name for name in COLUMNS if ":" not in name), "kcqg", "kcdp")
        export_order = fields
        chunk_size = 2000


class Tuned(OnDatabase):
    def file(self) -> bytes:
        rows = Activity.objects.order_by("code").select_related(
            *{name.partition("__")[0] for name in COLUMNS if "__" in name}
        )
        rows = rows.annotate(**{f"planned_{source}": planned(source) for source in SOURCES})
        dataset = TunedResource().export(queryset=rows)
        made: bytes = XLSX().export_data(dataset)
        return made

    def run(self) -> None:
        self.file()

    def values(self) -> Values:
        sheet = CalamineWorkbook.from_filelike(BytesIO(self.file())).get_sheet_by_index(0)
        _, *rows = sheet.iter_rows()
        shapes = COLUMNS.values()
        return digests(
            [told(cell, shape) for cell, shape in zip(row, shapes, strict=True)] for row in rows
        )


def words(column: str, choices: Any) -> str:
    """A choice in words, as SQL."""
    cases = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in choices.choices)
    return f"CASE a.{column} {cases} END"


COPY = f"""
COPY (
  SELECT a.code, a.title, a.year, {words("programme", Programme)}, k.code, k.name,
         {words("stage", Stage)}, {words("review", Review)}, d.number, d.signed_on, a.approved_on,
         a.accepted_on, u.name, f.code, f.name, c.name, o.name, a.total_by_decision,
         m.kcqg, m.kcdp
  FROM projects_activity a
  JOIN programs_activitykind k ON k.id = a.main_kind_id
  LEFT JOIN programs_decision d ON d.id = a.decision_id
  LEFT JOIN khuyencong_implementingunit u ON u.id = a.implementing_unit_id
  LEFT JOIN projects_facility f ON f.id = a.common_facility_id
  LEFT JOIN programs_commune c ON c.id = a.common_commune_id
  LEFT JOIN programs_olddistrict o ON o.id = a.common_district_id
  LEFT JOIN (
    SELECT activity_id,
           SUM(planned) FILTER (WHERE s.code = 'KCQG') AS kcqg,
           SUM(planned) FILTER (WHERE s.code = 'KCDP') AS kcdp
    FROM projects_funding JOIN programs_budgetsource s ON s.id = source_id
    GROUP BY activity_id
  ) m ON m.activity_id = a.id
  ORDER BY a.code
) TO STDOUT WITH (FORMAT csv, HEADER)
"""


class Nowhere:
    """What COPY writes to, and forgets."""

    def write(self, piece: bytes) -> int:
        return len(piece)


class Copy(OnDatabase):
    """The query by hand, sent as CSV by the server itself."""

    def copy(self, target: IO[bytes] | Nowhere) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY, target)

    def run(self) -> None:
        self.copy(Nowhere())

    def values(self) -> Values:
        file = BytesIO()
        self.copy(file)
        file.seek(0)
        return digests(rows_of_lines(file))
