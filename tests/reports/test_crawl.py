"""A crawl of the whole public portal: no planted personal data anywhere, and every figure right."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client, override_settings

from khuyencong.models import User
from programs.models import OldProvince
from projects.models import Activity, Document, Facility
from reports.drift import refresh
from reports.figures import FIGURES
from reports.lines import Fact, RegisterLines
from reports.models import Publication, SearchEntry
from reports.periods import Period
from reports.publishing.revisions import new_revision
from reports.publishing.signing import withdraw
from reports.sealing import seal
from reports.search.index import rebuild
from reports.views import PROPOSALS
from tests.factories import (
    DocumentFactory,
    PublicationFactory,
    StatedFigureFactory,
    StatedNoticeFactory,
    UserFactory,
)

from .crawl import ENTRANCES, Crawl, Log, public_patterns
from .once import stored_once
from .pages import read_page
from .planted import IDENTITY, MARKER, OWNER, PHONE, STREET, Planted, plant
from .province import build

# Planted in a public field: what finds nothing must find this.
CONTROL = "zqctlx"
FILES = {
    "text/html",
    "application/json",
    "text/csv",
    "application/zip",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SEARCHES = (
    "/tim/?q=",
    "/tim/goi-y.json?q=",
    "/co-so/?tim=",
    "/hoat-dong/?tim=",
    "/san-pham/?tim=",
)


@dataclass
class Seen:
    """What a crawl came back with."""

    planted: Planted
    crawl: Crawl
    leaks: list[str] = field(default_factory=list)
    controls: Counter = field(default_factory=Counter)
    statuses: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    log: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Open everything, reading every text for what was planted."""
        with Log() as log:
            for page in self.crawl.pages():
                self.statuses[page.status].append(page.address)
                for name, text in page.texts.items():
                    self.leaks += [f"{page.address} {name}: {one}" for one in self.found(text)]
                    self.controls[page.kind] += CONTROL in text
            fail_to_sign_in()
        self.log = log.lines

    def found(self, text: str) -> set[str]:
        """Which private fields a text shows."""
        fields = {self.planted.fields.get(marker) for marker in MARKER.findall(text)} - {None}
        said = {PHONE, PHONE.replace(" ", ""), IDENTITY, STREET, OWNER}
        return fields | {one for one in said if one in text}


def fail_to_sign_in() -> None:
    """A wrong password, with the name of an account, is worth a line in the log without it."""
    name = User.objects.values_list("username", flat=True).first()
    typed = {"login": name, "password": f"{name}-mat-khau"}
    assert Client().post("/tai-khoan/dang-nhap/", typed).status_code == 200


def demo() -> None:
    """Both demo sets, the notice of 2014–2020 published."""
    call_command("load_catalogue", verbosity=0)
    call_command("load_demo", verbosity=0)


def hand_made() -> None:
    """The small province with a notice beside its publication."""
    build()
    OldProvince.objects.update(code="gia-lai-cu")
    Activity.objects.update(old_province=OldProvince.objects.get())
    StatedFigureFactory(notice=StatedNoticeFactory(approved=True))
    StatedNoticeFactory(title="Chưa duyệt")
    published(period_slug="2014-2020", cutoff=date(2020, 12, 31))


def load(records: Callable[[], None]) -> Planted:
    """Records with planted data; then a revision, a scope, a withdrawal, and the search."""
    records()
    # Published, and then taken back into work: what is sealed keeps its words, the draft none.
    activities = Activity.objects.published()
    activities.filter(year=2020).first().unlock(UserFactory(), "sửa tên")
    of_organisations = Facility.objects.published().exclude(legal_form__in=Facility.PERSONS)
    lines = RegisterLines(Period.years(2019, cutoff=date(2019, 12, 31)))
    helped = lines.of(Fact.SUPPORT, {"facility_code", "in_result"}).filter(in_result=True)
    control = of_organisations.filter(code__in=helped.order_by().values("facility_code")).first()
    control.name += f" {CONTROL}"
    control.save()
    paper = {"is_public": True, "file": ContentFile(b"%PDF-1.4 van ban", "van-ban.pdf")}
    DocumentFactory(approved=True, activity=activities.filter(year=2019).first(), **paper)
    PublicationFactory(period_slug="2017", cutoff=date(2017, 12, 31))
    planted = plant()
    first = Publication.objects.sealed().get()
    sealed(new_revision(first, UserFactory(), "Bổ sung hồ sơ."))
    province = OldProvince.objects.get(code="gia-lai-cu")
    published(period_slug="2014-2020", cutoff=date(2020, 12, 31), old_province=province)
    published(period_slug="2019", cutoff=date(2019, 12, 31))
    gone = published(period_slug="2018", cutoff=date(2018, 12, 31))
    withdraw(gone, UserFactory(is_superuser=True), "Nhầm kỳ.")
    rebuild()
    return planted


def published(**values) -> Publication:
    return sealed(PublicationFactory(**values))


def sealed(draft: Publication) -> Publication:
    publication = seal(draft, UserFactory())
    refresh(publication)
    return publication


# What was withdrawn, and files that no page offers but the portal answers, or only of other years.
UNLINKED = (
    "/ket-qua/2018/ban-1/",
    "/ket-qua/2014-2020/sai-khac.csv",
    "/ket-qua/2014-2020/gia-lai-cu/sai-khac.json",
    "/ket-qua/2019.docx",
    "/ket-qua/2019.pdf",
)
SETS = {
    "hand_made": (hand_made, {"most": 2}),
    "demo": (demo, {"most": 3, "is_thorough": True}),
}


@pytest.fixture(
    scope="module", params=["hand_made", pytest.param("demo", marks=pytest.mark.thorough)]
)
def seen(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The portal crawled once for this module, over records that are rolled back after it."""
    records, how = SETS[request.param]
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("crawl")
    patch.setattr("django.conf.settings.DATA_DIR", folder)

    def crawled() -> Seen:
        planted = load(records)
        papers = [one.get_absolute_url() for one in Document.objects.exclude(file="")]
        found = Seen(planted, Crawl(entrances=(*ENTRANCES, *UNLINKED, *papers), **how))
        found.look()
        return found

    with override_settings(MEDIA_ROOT=folder / "media"):
        yield from stored_once(django_db_blocker, crawled)
    patch.undo()


# No personal data.


def test_no_page_file_or_header_shows_what_is_private(seen, db):
    assert seen.leaks == []


def test_no_line_of_the_log_tells_what_is_private(seen, db):
    told = [line for line in seen.log if seen.found(line)]

    assert told == []
    assert any("khong-co-trang-nay" in line for line in seen.log)
    assert any("axes" in line for line in seen.log)


def test_the_crawl_would_find_it(seen, db):
    """A marker in a public field is found on pages and in every kind of file."""
    assert {kind for kind, times in seen.controls.items() if times} >= FILES


def test_the_crawl_opens_every_public_address(seen, db):
    assert public_patterns() - set(seen.crawl.visited) == set()


def test_every_link_of_the_portal_leads_somewhere(seen, db):
    """404 is one page that is not there and the missing logo, 410 what was withdrawn."""
    broken = [
        one for one in seen.statuses[404] if one not in ("/khong-co-trang-nay/", "/bieu-trung")
    ]

    assert broken == []
    assert set(seen.statuses) <= {200, 301, 302, 404, 410}


def test_what_is_planted_covers_the_fields_that_everybody_thinks_of(seen, db):
    fields = set(seen.planted.fields.values())

    assert fields >= {
        "projects.Facility.phone",
        "projects.Facility.representative",
        "projects.Facility.address",
        "projects.Facility.tax_code (hộ)",
        "projects.Activity.title (không công khai)",
        "projects.Activity.review_note",
        "projects.Activity.note",
        "projects.HistoricalActivity.history_change_reason (lịch sử)",
        "projects.Document.title (không công khai)",
        "khuyencong.User.username",
        "khuyencong.User.email",
        "khuyencong.User.last_name",
    }


# No oracle: what is not shown cannot be searched for either.


def test_no_word_that_is_private_is_in_the_index(seen, db):
    kept = SearchEntry.objects.values_list("title", "context", "url", "words")

    assert [entry for entry in kept if seen.found(" ".join(entry))] == []
    assert any(CONTROL in entry[-1] for entry in kept)


# A whole value, and what somebody would try: a part of it, without blanks or accents.
PARTS = (PHONE, PHONE.replace(" ", ""), "977531246", "531 246", IDENTITY, "052087", STREET, OWNER)


@pytest.mark.parametrize("asked", [*PARTS, "Bạch Trĩ", "bach tri", "hem bach tri"])
def test_a_household_is_not_found_by_what_is_private(asked, seen, client):
    household = seen.planted.household
    own = {one.get_absolute_url() for one in Activity.objects.filter(supports__facility=household)}
    for search in SEARCHES:
        found = client.get(f"{search}{quote(asked)}").content.decode()
        assert not [url for url in {household.get_absolute_url(), *own} if url in found], search


def test_the_household_is_found_by_its_name(seen, client):
    household = seen.planted.household
    for search in ("/tim/?q=", "/co-so/?tim="):
        found = client.get(f"{search}{quote(household.name)}").content.decode()
        assert household.get_absolute_url() in found


# Every figure is its records.


def differing(client, samples) -> list[str]:
    """Figures that are not the total of the page and of the files of their records."""
    found = ((*one, totals_of(client, one[1])) for one in samples)
    return [
        f"{page} → {link}: {value} ≠ {totals}"
        for page, link, value, totals in found
        if set(totals) != {Decimal(value)}
    ]


def totals_of(client, link: str) -> list[Decimal]:
    """The total of the records as their page, their JSON and their CSV give it."""
    path, mark, query = link.partition("?")
    as_file = path.removesuffix("/") + ".{}" + mark + query
    page = read_page(client.get(link).content)
    [table] = json.loads(client.get(as_file.format("json")).content)["tables"]
    sheet = client.get(as_file.format("csv")).content.decode("utf-8-sig")
    *_, last = csv.reader(StringIO(sheet))
    *_, in_json = table["total"]["values"].values()
    return [Decimal(str(one)) for one in (page.values[0], in_json, last[-1])]


def one_of_each(figures):
    """Every figure once, and every type of page once."""
    known: set[str] = set()
    for (figure, pattern), printed in figures.items():
        if not {figure, pattern} <= known:
            known |= {figure, pattern}
            yield printed[0]


def test_a_figure_on_a_page_is_the_total_of_its_records(seen, client):
    assert differing(client, one_of_each(seen.crawl.figures)) == []


def test_the_records_of_every_figure_say_the_same_on_the_page_and_in_the_files(seen, client):
    """Those too that only ratios print, live and sealed."""
    roads = [f"/ket-qua/2014-2020/{part}ho-so/" for part in ("", "ban-1/", "hien-nay/")]
    links = [f"{road}{one.slug}/" for road in roads for one in FIGURES if one is not PROPOSALS]

    assert [link for link in links if len(set(totals_of(client, link))) != 1] == []
