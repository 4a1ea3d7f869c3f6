"""What stands on a form beside its numbers, and which of it an office wants."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from khuyencong.models import Agency
from reports.formats import heading, shown_cell
from reports.tables import Table


@dataclass(frozen=True)
class Options:
    """The switches of the chooser, as in the address: ``?so-lieu=ke-hoach&o-trong=0``."""

    is_plan: bool = False
    zeros: bool = False
    has_agency: bool = True
    has_signature: bool = True

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Options":
        """Anything but the one value that turns a switch leaves it as it is."""
        return cls(
            **{
                name: (query.get(parameter) == value) is not default
                for name, (parameter, value, default) in SWITCHES.items()
            }
        )

    @property
    def query(self) -> dict[str, str]:
        """What differs from the usual, for an address."""
        return {
            parameter: value
            for name, (parameter, value, default) in SWITCHES.items()
            if getattr(self, name) is not default
        }


# Switch: its name in the address, the value that turns it, and how it stands otherwise.
SWITCHES = {
    "is_plan": ("so-lieu", "ke-hoach", False),
    "zeros": ("o-trong", "0", False),
    "has_agency": ("co-quan", "khong", True),
    "has_signature": ("ky-ten", "khong", True),
}


@dataclass(frozen=True)
class Issuer:
    """The agency's block: whose form it is."""

    parent_name: str = ""
    name: str = ""
    place: str = ""


@dataclass(frozen=True)
class Paper:
    """What is printed around the table."""

    period_line: str
    source_line: str
    issuer: Issuer
    options: Options


def issuer() -> Issuer:
    """As the agency is named now; blank lines to fill in where nobody has named it."""
    agency = Agency.objects.first()
    if agency is None:
        return Issuer()
    return Issuer(agency.parent_name, agency.name, agency.province_name)


def plain_issuer(one: Issuer) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def outside_in_words(outside: Table) -> list[str]:
    """What the form leaves out, one line each."""
    cells = ((row.label, row.cells[0]) for row in outside.rows)
    return [
        f"Ngoài biểu: {label}: {shown_cell(cell)}{_unit(cell.column)}." for label, cell in cells
    ]


def _unit(column: Any) -> str:
    unit = heading(column).removeprefix(column.label).strip(" ()")
    return f" {unit}" if unit else ""
