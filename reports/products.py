"""Sản phẩm CNNT tiêu biểu: how many were recognised, by year, level and group."""

from dataclasses import dataclass

from django.db.models import Max, Min

from projects.models import Award

from .addresses import Address
from .dimensions import DIMENSIONS
from .lines import RegisterLines
from .periods import Period
from .rollup import Rollup
from .tables import Table

COLUMNS = ("products", "products_registered")


@dataclass(frozen=True)
class ProductFigures:
    """The counts of all contests that have an approved record."""

    by_year: Table
    by_level: Table
    by_group: Table
    address: Address


def product_figures() -> ProductFigures | None:
    """None while no product is recorded."""
    awards = Award.objects.approved().order_by()
    known = awards.aggregate(first=Min("round__year"), last=Max("round__year"))
    if known["first"] is None:
        return None
    period = Period.years(known["first"], known["last"])
    rollup = Rollup(RegisterLines(period))
    return ProductFigures(
        by_year=rollup.split(DIMENSIONS["nam"], COLUMNS),
        by_level=rollup.split(DIMENSIONS["cap-binh-chon"], COLUMNS),
        by_group=rollup.split(DIMENSIONS["nhom-san-pham"], COLUMNS),
        address=Address(period, is_live=True),
    )
