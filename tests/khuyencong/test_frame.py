"""What stands around every page."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import gettext, ngettext

from khuyencong.context import Site
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db

FOLDER = Path(django_settings.SOURCE_DIR, "templates")
# What is set on paper goes to no browser; its no_pdf.html does.
PAPER = FOLDER / "reports" / "paper"
SET = {PAPER / "report.html", *PAPER.glob("_*.html")}
TEMPLATES = sorted({*FOLDER.rglob("*.html")} - SET)
BANNER = "Bản chạy thử"


def page(path="/ket-qua/"):
    return render_to_string("base.html", request=RequestFactory().get(path))


def test_head_and_foot_print_the_agency():
    AgencyFactory(
        parent_name="Ủy ban nhân dân tỉnh Thử",
        name="Sở Thử nghiệm",
        address="Số 1, đường Thử",
        licence_note="Giấy phép số 01/GP-T",
    )

    shown = page()

    assert "Ủy ban nhân dân tỉnh Thử <b>Sở Thử nghiệm</b>" in shown
    assert "Số 1, đường Thử" in shown
    assert "Giấy phép số 01/GP-T" in shown


def test_the_frame_stands_before_the_agency_is_entered():
    assert "Sở Công Thương" in page()


def test_the_frame_costs_one_query(django_assert_num_queries):
    AgencyFactory()

    with django_assert_num_queries(1):
        page()


def test_the_section_in_use_is_marked():
    assert re.findall(r'<a href="(\S+)" aria-current="true">', page("/ket-qua/2014-2020/")) == [
        "/ket-qua/"
    ]


def test_a_printed_page_carries_its_address_and_time():
    printed = re.search(r'<p class="printed">\s*(.+?)\s*</p>', page("/ket-qua/?nam=2020"), re.S)

    assert re.fullmatch(
        r"In từ http://testserver/ket-qua/\?nam=2020 lúc \d\d:\d\d \d\d/\d\d/\d{4}\.", printed[1]
    )


@pytest.mark.parametrize("address", ["/tai-khoan/dang-nhap/", "/quan-tri/", "/khong-co/"])
def test_every_demo_page_says_that_it_is_one(admin_client, client, settings, address):
    settings.MODE = "demo"
    visitor = admin_client if address == "/quan-tri/" else client

    assert BANNER in visitor.get(address).content.decode()


def test_a_portal_in_service_has_no_banner(client):
    shown = client.get("/tai-khoan/dang-nhap/").content.decode()

    assert BANNER not in shown


def test_a_demo_asks_not_to_be_indexed(settings):
    assert 'name="robots"' not in page()

    settings.MODE = "demo"

    assert '<meta name="robots" content="noindex">' in page()


def test_error_pages_know_the_site_without_a_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        render_to_string("404.html", {"site": Site("/x/")})


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_style_or_script_inside(template):
    """The policy would block it, on a page that somebody may never have opened."""
    source = template.read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", source)
    # What Django's own admin prints that way, a fieldset's description and a help text, is code.
    marked_safe = set(re.findall(r"[\w.]+\|safe", source))
    assert marked_safe <= {"fieldset.description|safe", "field.field.help_text|safe"}


def test_the_libraries_speak_vietnamese():
    assert gettext("History") == "Lịch sử"
    assert gettext("Incorrect code.").startswith("Mã không đúng")
    assert gettext("Access logs".lower()) == "Nhật ký đăng nhập"
    assert ngettext("entry", "entries", 2) == "dòng"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_words_are_those_of_the_source(domain):
    """The .mo is committed, since msgfmt is not everywhere: it must not fall behind."""
    folder = Path(django_settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
    source = (folder / f"{domain}.po").read_text(encoding="utf-8")
    compiled = (folder / f"{domain}.mo").read_bytes().decode("utf-8", "ignore")
    words = re.findall(r'^msgstr(?:\[0\])? "(.+)"$', source, re.M)

    assert words
    missing = [word for word in words if word.replace('\\"', '"') not in compiled]
    assert not missing
