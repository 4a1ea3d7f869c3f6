"""The lists of staff as files, where a file should say more than the screen."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khuyencong.exports.chunks import among
from khuyencong.exports.columns import ExportColumn, Part, PartColumn, Values
from khuyencong.exports.resource import ListResource
from khuyencong.exports.shapes import Shape
from programs.models import BudgetSource
from projects.models import Funding

PARTS = ("planned", "settled")
USUAL = (BudgetSource.Role.SUPPORT, BudgetSource.Role.COUNTERPART)


class ActivityList(ListResource):
    """Đề án, one row each, with what each source plans and has settled for it, in đồng."""

    usual = (
        "code",
        "title",
        "year",
        "programme",
        "main_kind",
        "stage",
        "review",
        "decision",
        "approved_on",
        "accepted_on",
        "implementing_unit__name",
        "common_facility",
        "common_commune__name",
        "common_district__name",
        "total_by_decision",
    )

    def more(self) -> Iterator[tuple[str, ExportColumn]]:
        part = Part(money_by_source)
        for source in BudgetSource.objects.order_by("order"):
            for name in PARTS:
                label = str(Funding._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                key, heading = f"{source.code}:{name}", f"{source.short_name}, {label}"
                is_usual = source.role in USUAL and not source.is_unknown
                yield (
                    key,
                    PartColumn(part, key, heading, Shape.WHOLE, is_usual=is_usual, owner=Funding),
                )


def money_by_source(
    keys: Sequence[int], names: Sequence[str], activities: Any
) -> Mapping[int, Values]:
    """đề án -> ``KCQG:planned`` -> đồng, over all budget years; what nobody entered is missing."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    sources = {name.partition(":")[0] for name in names}
    rows = Funding.objects.filter(activity__in=among(keys), source__code__in=sources).order_by()
    for activity, source, *amounts in rows.values_list("activity", "source__code", *PARTS):
        of_activity = found[activity]
        for name, amount in zip(PARTS, amounts, strict=True):
            if amount is not None:
                key = f"{source}:{name}"
                of_activity[key] = of_activity.get(key, 0) + amount
    return found
