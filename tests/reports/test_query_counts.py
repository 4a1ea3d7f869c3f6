"""Every public page and file asks the database as often at 2,000 activities as at 20."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programs.models import BudgetSource
from projects.models import Activity, Facility, Payment, Stage, Support
from reports.demo import accounts
from reports.demo.generator import Generator, Plan
from reports.demo.storing import Store
from reports.demo.world import World
from reports.dimensions import SPLITS
from reports.figures import FIGURES
from reports.forms.loading import definitions
from reports.views import PROPOSALS
from tests import factories as make

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
FEW, MANY = 20, 2_000
PERIOD = "/ket-qua/2021-2025"
FILES = (".xlsx", ".csv", ".json")
FIGURE_SLUGS = [figure.slug for figure in FIGURES if figure is not PROPOSALS]
PAGES = [
    "/",
    "/ket-qua/",
    f"{PERIOD}/",
    f"{PERIOD}/hien-nay/",
    "/ket-qua/2023/",
    "/ket-qua/2022-9-thang/",
    "/ket-qua/tu-2021-01-01-den-2025-06-30/",
    f"{PERIOD}/?den-ngay=2024-12-31",
    f"{PERIOD}/doi-soat/",
    *(f"{PERIOD}/{split}/" for split in ("chi-tieu", *SPLITS)),
    *(f"{PERIOD}/ho-so/{slug}/" for slug in FIGURE_SLUGS),
    f"{PERIOD}/bieu/",
    *(f"{PERIOD}/bieu/{form}/" for form in definitions()),
    f"{PERIOD}/ho-so/kinh-phi-thuc-hien/?nguon=KCQG&nam=2023",
    f"{PERIOD}/ho-so/de-an/?noi-dung=may-moc-thiet-bi",
    "/tim/",
    "/tim/?q=may+moc",
    "/tim/?q=may+moc&loai=hoat-dong&nam=2023",
    "/tim/?q=may+mok",
    "/tim/?q=%22may+moc%22+khongcogi",
    "/tim/goi-y.json?q=may+m",
    "/hoat-dong/",
    "/hoat-dong/?tim=may+moc&nam=2023&tinh-trang=accepted",
    "/hoat-dong/?nguon=KCQG&tru-noi-dung=may-moc&tru-huyen-cu=626",
    "/hoat-dong/{activity}/",
    "/co-so/",
    "/co-so/?tim=co+so&loai-hinh=enterprise",
    "/co-so/{facility}/",
    "/dia-ban/",
    "/dia-ban/?theo=luc-ho-tro&ky=2021-2025",
    "/dia-ban/{commune}/",
    "/dia-ban/huyen-cu-{district}/",
    "/noi-dung/",
    "/noi-dung/may-moc-thiet-bi/",
    "/san-pham/",
    "/so-sanh/",
    "/so-sanh/?ky=2022&ky=2023&ky=2021-2025",
    "/lien-he/?trang=/ket-qua/&so=18",
    "/thong-bao/",
    "/du-lieu/",
    "/so-do-trang/",
    "/sitemap.xml",
    "/sitemap-hoat-dong.xml",
    "/sitemap-co-so.xml",
    "/sitemap-dia-ban.xml",
]
DOWNLOADS = [
    f"{address}{extension}"
    for address in (
        PERIOD,
        f"{PERIOD}/hien-nay",
        *(f"{PERIOD}/{split}" for split in ("chi-tieu", *SPLITS)),
        *(f"{PERIOD}/ho-so/{slug}" for slug in FIGURE_SLUGS),
        f"{PERIOD}/bieu",
    )
    for extension in FILES
] + [
    f"{PERIOD}.docx",
    f"{PERIOD}/hien-nay.pdf",
    *(f"{PERIOD}/bieu/{form}/phu-luc.xlsx" for form in ("du-an", "du-an-theo-nguon")),
]


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker, tmp_path_factory):
    """The queries of each address at few and at many activities, counted once for the module."""
    patch = pytest.MonkeyPatch()
    patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalogue", stdout=StringIO())
        world = World(accounts.authors())
        _plans()
        _rare()
        _records(world, FEW - 1, "FEW")
        names = {"activity": _an_activity().code, "facility": _a_facility().code, **_places()}
        few = _counted(names)
        _records(world, MANY - FEW, "MANY")
        assert Activity.objects.count() == MANY
        yield few, _counted(names)
        transaction.set_rollback(True)
    patch.undo()


def _plans():
    """What does not grow with the activities: an agency, phases, a notice, plan and awards."""
    make.AgencyFactory()
    make.ProgramPhaseFactory(first_year=2021, last_year=2025)
    make.ProgramPhaseFactory(first_year=2021, last_year=2030)
    notice = make.StatedNoticeFactory(first_year=2021, last_year=2025, approved=True)
    make.StatedFigureFactory(notice=notice)


def _rare():
    """One activity of what twenty may lack: money to be paid back, of an unknown source."""
    activity = make.ActivityFactory(
        code="RARE", year=2022, stage=Stage.ACCEPTED, accepted_on=date(2022, 6, 1), approved=True
    )
    make.SupportFactory(activity=activity, facility=make.FacilityFactory())
    funding = make.FundingFactory(
        activity=activity,
        source=BudgetSource.objects.get(code="KC_CHUA_RO"),
        recoverable=make.MILLION,
    )
    recovery = {"kind": Payment.Kind.RECOVERY, "amount": make.MILLION}
    make.PaymentFactory(funding=funding, paid_on=date(2022, 9, 1), approved=True, **recovery)


def _records(world, number, prefix):
    plan = Plan(number, 7, 2021, 2025, date(2025, 12, 31), prefix, prefix, with_dossier=False)
    Store(Generator(plan, world)).all()
    call_command("rebuild_search", stdout=StringIO())


def _an_activity():
    accepted = Activity.objects.published().filter(stage=Stage.ACCEPTED, supports__facility__gt=0)
    return accepted.order_by("code").first()


def _a_facility():
    supported = Facility.objects.published().filter(supports__activity=_an_activity())
    return supported.order_by("code").first()


def _places():
    """A commune and a district with a facility, so that every part of their pages is there."""
    accepted = Activity.objects.published().filter(stage=Stage.ACCEPTED)
    helped = Support.objects.filter(activity__in=accepted, facility__gt=0, stopped_on=None)
    placed = helped.filter(commune__gt=0, old_district__gt=0).order_by("activity__code", "order")
    support = placed.select_related("commune", "old_district").first()
    return {"commune": support.commune.code, "district": support.old_district.code}


def _counted(names):
    client = Client()
    found = {}
    for address in (*PAGES, *DOWNLOADS):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address.format(**names))
            b"".join(answer)
        assert answer.status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("address", [*PAGES, *DOWNLOADS])
def test_the_queries_do_not_grow_with_the_records(counts, address):
    few, many = counts

    assert many[address] == few[address]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_little(counts, address):
    """The page of all splits asks some fifty times; the others a dozen."""
    _, many = counts

    assert many[address] <= 60
