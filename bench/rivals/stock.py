"""The same list through django-import-export as its manual has it: a resource, and what belongs to
a row saved after it. Dry run first, as its admin does, then the import.

It stores the same records with the same history. Left out, to its advantage: every rule of the
models (it judges none unless told), the preview page, and keeping the rows in between.
"""

from typing import Any

import tablib
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from bench.importing import COMPARED, HEADINGS, Import
from programs.models import ActivityKind, BudgetSource, Decision
from projects.models import Activity, Facility, Funding, Programme, Quantity, Stage, Support


class StockResource(ModelResource):
    """One row, one activity; its support, quantity and money after it."""

    code = Field("code", HEADINGS[0])
    title = Field("title", HEADINGS[1])
    year = Field("year", HEADINGS[2])
    programme = Field("programme", HEADINGS[3])
    main_kind = Field("main_kind", HEADINGS[4], ForeignKeyWidget(ActivityKind, "name"))
    stage = Field("stage", HEADINGS[5])
    decision = Field("decision", HEADINGS[6], ForeignKeyWidget(Decision, "number"))

    class Meta:
        model = Activity
        fields = ("code", "title", "year", "programme", "main_kind", "stage", "decision")
        import_id_fields = ("code",)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        row[HEADINGS[3]] = {one.label: one.value for one in Programme}[row[HEADINGS[3]]]
        row[HEADINGS[5]] = {one.label: one.value for one in Stage}[row[HEADINGS[5]]]

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        facility = Facility.objects.get(code=row[HEADINGS[7]])
        kind = instance.main_kind
        support = Support(activity=instance, kind=kind, facility=facility)
        support.save()
        measure = kind.measures.get(is_main=True)
        planned, actual = row[HEADINGS[8]], row[HEADINGS[9]]
        Quantity(support=support, measure=measure, planned=planned, actual=actual).save()
        for code, heading in (("KCDP", HEADINGS[10]), ("DOI_UNG", HEADINGS[11])):
            source = BudgetSource.objects.get(code=code)
            Funding(activity=instance, source=source, planned=row[heading]).save()


class Stock(Import):
    """Read the file, try it out, read it again and import it: its admin's two requests.

    Of a long list it does the first rows as a sample, since it asks as many queries for each.
    """

    def __init__(self, rows: int) -> None:
        super().__init__(min(rows, COMPARED))
        self.share = self.rows / rows

    def do(self) -> None:
        for dry_run in (True, False):
            dataset: tablib.Dataset = XLSX().create_dataset(self.file)
            result = StockResource().import_data(dataset, dry_run=dry_run, raise_errors=True)
            if result.has_errors():
                raise SystemExit("bench: the stock resource refused the list")
