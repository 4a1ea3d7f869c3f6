"""On any data the Word report says what the tables say, to the đồng, and is a file that opens."""

from decimal import Decimal

from reports.addresses import Address
from reports.editions import edition_at
from reports.figures import Unit

from .papers import document_of, tables_of, texts_of
from .province import MILLION
from .test_laws import judged, law, number, raw  # noqa: F401 -- a fixture
from .test_papers import CAPTIONS


@law
def test_every_number_of_the_word_file_is_that_of_the_table(judged, drawn, period):  # noqa: F811
    judged(drawn, period, _tables_agree)


def _tables_agree(period, client):
    address = Address(period, cutoff=period.cutoff)
    results = edition_at(address).results()
    document = document_of(client.get(address.paper("docx")))
    found = tables_of(document)
    for table in results.splits if results.money.is_empty else (results.money, *results.splits):
        _, *rows = found[CAPTIONS[table.slug]]
        read = [
            [read_back(*one) for one in zip(table.columns, row[1:], strict=True)] for row in rows
        ]
        assert read == [
            [rounded(*one) for one in zip(table.columns, row, strict=True)] for row in raw(table)
        ]
    said = texts_of(document)
    assert "".join(piece.text for piece in results.sentence) in said


def read_back(column, printed):
    """A printed number as it was: money in đồng."""
    if printed == "–":
        return None
    value = Decimal(printed.replace(".", "").replace(",", "."))
    return number(value * MILLION if column.unit is Unit.DONG else value)


def rounded(column, value):
    """A ratio is printed with one decimal; all else as it is."""
    is_ratio = value is not None and column.unit in (Unit.PERCENT, Unit.TIMES)
    return number(Decimal(f"{value:.1f}")) if is_ratio else value
