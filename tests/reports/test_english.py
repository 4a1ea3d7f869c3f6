"""The English summary of a results page: the same figures, each opening its records."""

import re
from datetime import date

import pytest

from reports.english import english_summary
from reports.lines import RegisterLines
from reports.periods import Period
from reports.results import results_of
from reports.sealing import seal
from tests import factories as make

from .pages import read_page, text
from .province import MILLION


def summary(period):
    return english_summary(results_of(RegisterLines(period)))


def said(period):
    return "".join(piece.text for piece in summary(period))


def number_in(words):
    """What an English reader takes from ``1,110 million đồng``, in đồng or as a count."""
    value = float(re.match(r"[\d.,]+", words)[0].replace(",", ""))
    return round(value * (MILLION if "million" in words else 1))


def test_it_says_what_the_page_says(province):
    found = results_of(RegisterLines(Period.years(2018, 2020)))
    numbers = [piece for piece in english_summary(found) if piece.figure]

    assert [piece.value for piece in numbers[:4]] == [cell.value for cell in found.headline]
    assert [number_in(piece.text) for piece in numbers] == [piece.value for piece in numbers]
    by_source = sum(piece.value for piece in numbers[4:])
    assert by_source == found.headline[-1].value


def test_every_number_is_linked_to_its_records(province, client):
    page = text(client, "/ket-qua/2018-2020/")
    block = page[page.index('id="english"') : page.index('id="tai-ve"')]

    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', block)
    assert len(links) >= 4
    for link, words in links:
        total = read_page(client.get(link.replace("&amp;", "&")).content).values[0]
        assert int(total) == number_in(words)
    assert "provisional" in block


def test_one_is_singular(province):
    activity = make.ActivityFactory(
        year=2015, stage="accepted", accepted_on=date(2015, 5, 1), approved=True
    )
    make.SupportFactory(activity=activity, facility=province.an_phu)

    assert (
        "1 scheme completed in full; 1 support went to 1 rural industrial establishment."
        in said(Period.years(2021))
    )


@pytest.mark.parametrize(
    ("period", "opening"),
    [
        (Period.years(2018), "In 2018, the industry"),
        (Period.years(2018, 2020), "In 2018–2020, the industry"),
        (Period.years(2018, 2020, date(2020, 12, 31)), "In 2018–2020, as of 31 December 2020, the"),
        (Period.from_slug("2018-quy-4"), "In 2018, as of 31 December 2018, the"),
        (
            Period.days(date(2018, 1, 1), date(2020, 3, 5)),
            "From 1 January 2018 to 5 March 2020, the",
        ),
        (Period.years(2005), "In 2005, no result has been accepted yet."),
    ],
)
def test_the_period_is_said_in_english(province, period, opening):
    assert said(period).startswith(opening)


def test_a_sealed_page_says_that_its_figures_stand(province, client):
    publication = make.PublicationFactory(period_slug="2018-2020", cutoff=date(2020, 12, 31))
    seal(publication, make.UserFactory())

    assert "published as revision 1 and do not change" in text(client, "/ket-qua/2018-2020/")
