"""The flat columns that a sealed line has, in the order they are hashed."""

from django.db.models import Field

from reports.lines import REGISTER, Fact
from reports.models import SealedLine

OWN = {"id", "publication", "order", "fact"}
FIELDS: dict[str, Field] = {
    field.name: field for field in SealedLine._meta.concrete_fields if field.name not in OWN
}
FLAGS = ("in_plan", "in_result", "activity_in_result")


def columns_of(fact: Fact) -> list[str]:
    """The columns that lines of ``fact`` have, in the order of the table."""
    register = REGISTER[fact]
    return [name for name in FIELDS if register.knows(name) or name in register.flags]
