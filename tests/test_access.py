"""Who may open which address. An address without a row here fails."""

# ruff: noqa: E501 -- a table of addresses is read by its rows

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver

from khuyencong.roles import OUR_APPS, ROLES, permissions_of
from reports.sealing import seal
from tests.factories import (
    ActivityFactory,
    ActivityKindFactory,
    CommuneFactory,
    FacilityFactory,
    ImportBatchFactory,
    OldDistrictFactory,
    PublicationFactory,
    StatedNoticeFactory,
    SupportFactory,
    UserFactory,
)
from tests.staff import signed_in

pytestmark = pytest.mark.any_database

# The admin sends a visitor on by an address of its own.
SIGN_IN = ("/tai-khoan/dang-nhap/", "/quan-tri/login/")

# What a GET gives: a status; "vào" is sent to the sign-in page, "đi" to another page.
# khách is a visitor who is not signed in; the others are staff of these roles. What the public
# may open any staff may: of those cán bộ, who has the least, stands for all.
PAGES = """
                                                                | khách | cán bộ
    /                                                           |  200  |  200
    /robots.txt                                                 |  200  |  200
    /favicon.ico                                                |  200  |  200
    /bieu-trung                                                 |  404  |  404
    /healthz                                                    |  200  |  200
    /readyz                                                     |  200  |  200
    /hoat-dong/                                                 |  200  |  200
    /hoat-dong/<path:code>/                                     |  200  |  200
    /co-so/                                                     |  200  |  200
    /co-so/<path:code>/                                         |  200  |  200
    /dia-ban/                                                   |  200  |  200
    /dia-ban/<slug:code>/                                       |  200  |  200
    /dia-ban/huyen-cu-<slug:code>/                              |  200  |  200
    /tim/                                                       |  200  |  200
    /tim/goi-y.json                                             |  200  |  200
    /noi-dung/                                                  |  200  |  200
    /noi-dung/<slug:code>/                                      |  200  |  200
    /san-pham/                                                  |  200  |  200
    /so-sanh/                                                   |  200  |  200
    /gioi-thieu/                                                |  200  |  200
    /lien-he/                                                   |  200  |  200
    /thong-bao/                                                 |  200  |  200
    /du-lieu/                                                   |  200  |  200
    /van-ban/<slug:name>.<slug:ending>                          |  404  |  404
    /thuat-ngu/                                                 |  200  |  200
    /tiep-can/                                                  |  200  |  200
    /so-do-trang/                                               |  200  |  200
    /sitemap.xml                                                |  200  |  200
    /sitemap-<section>.xml                                      |  200  |  200
    /ket-qua/                                                   |  200  |  200
    /ket-qua/<period:slug>/                                     |  200  |  200
    /ket-qua/<period:slug>.<ext:extension>                      |  200  |  200
    /ket-qua/<period:slug>.<paper:extension>                    |  200  |  200
    /ket-qua/<period:slug>/ho-so/<slug:figure>/                 |  200  |  200
    /ket-qua/<period:slug>/ho-so/<slug:figure>.<ext:extension>  |  200  |  200
    /ket-qua/<period:slug>/bieu/                                |  200  |  200
    /ket-qua/<period:slug>/bieu.<ext:extension>                 |  200  |  200
    /ket-qua/<period:slug>/bieu/<slug:form>/                    |  200  |  200
    /ket-qua/<period:slug>/bieu/<slug:form>.<ext:extension>     |  200  |  200
    /ket-qua/<period:slug>/bieu/<slug:form>/phu-luc.xlsx        |  200  |  200
    /ket-qua/<period:slug>/<slug:split>/                        |  200  |  200
    /ket-qua/<period:slug>/<slug:split>.<ext:extension>         |  200  |  200
    /ket-qua/<period:slug>/hien-nay/                            |  200  |  200
    /ket-qua/<period:slug>/hien-nay.<ext:extension>             |  200  |  200
    /ket-qua/<period:slug>/hien-nay.<paper:extension>           |  200  |  200
    /ket-qua/<period:slug>/hien-nay/ho-so/<slug:figure>/        |  200  |  200
    /ket-qua/<period:slug>/hien-nay/ho-so/<slug:figure>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/hien-nay/bieu/                       |  200  |  200
    /ket-qua/<period:slug>/hien-nay/bieu.<ext:extension>        |  200  |  200
    /ket-qua/<period:slug>/hien-nay/bieu/<slug:form>/           |  200  |  200
    /ket-qua/<period:slug>/hien-nay/bieu/<slug:form>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/hien-nay/bieu/<slug:form>/phu-luc.xlsx|  200  |  200
    /ket-qua/<period:slug>/hien-nay/<slug:split>/               |  200  |  200
    /ket-qua/<period:slug>/hien-nay/<slug:split>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/                  |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>.<ext:extension>   |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>.<paper:extension> |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/goi-luu-tru.zip   |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/ho-so/<slug:figure>/|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/ho-so/<slug:figure>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/bieu/             |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/bieu.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/bieu/<slug:form>/ |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/bieu/<slug:form>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/bieu/<slug:form>/phu-luc.xlsx|  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/<slug:split>/     |  200  |  200
    /ket-qua/<period:slug>/ban-<int:revision>/<slug:split>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/                       |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>.<ext:extension>        |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>.<paper:extension>      |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/ho-so/<slug:figure>/   |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/ho-so/<slug:figure>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/bieu/                  |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/bieu.<ext:extension>   |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/bieu/<slug:form>/      |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/bieu/<slug:form>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/bieu/<slug:form>/phu-luc.xlsx|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/<slug:split>/          |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/<slug:split>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/              |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay.<paper:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/ho-so/<slug:figure>/|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/ho-so/<slug:figure>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/bieu/         |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/bieu.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/bieu/<slug:form>/|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/bieu/<slug:form>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/bieu/<slug:form>/phu-luc.xlsx|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/<slug:split>/ |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/hien-nay/<slug:split>.<ext:extension>|  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/    |  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>.<paper:extension>|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/goi-luu-tru.zip|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/ho-so/<slug:figure>/|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/ho-so/<slug:figure>.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/bieu/|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/bieu.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/bieu/<slug:form>/|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/bieu/<slug:form>.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/bieu/<slug:form>/phu-luc.xlsx|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/<slug:split>/|  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/ban-<int:revision>/<slug:split>.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/sai-khac/                            |  200  |  200
    /ket-qua/<period:slug>/sai-khac.<ext:extension>             |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/sai-khac/              |  404  |  404
    /ket-qua/<period:slug>/<scope:scope>/sai-khac.<ext:extension>|  404  |  404
    /ket-qua/<period:slug>/doi-soat/                            |  200  |  200
    /ket-qua/<period:slug>/doi-soat.<ext:extension>             |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/doi-soat/              |  200  |  200
    /ket-qua/<period:slug>/<scope:scope>/doi-soat.<ext:extension>|  200  |  200
"""
STAFF_PAGES = """
                                                                | khách | Nhập liệu | Kế toán | Kiểm duyệt | Công bố | Quản trị | Xem
    /tai-khoan/                                                 |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/dang-nhap/                                       |  200  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /tai-khoan/con-lam/                                         |  405  |    405    |   405   |    405     |   405   |   405    | 405
    /tai-khoan/dang-xuat/                                       |  đi   |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/da-ngung/                                        |  200  |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/xac-nhan/                                        |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/mat-khau/                                        |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/dat-lai-mat-khau/<uidb64>/<token>/               |  200  |    200    |   200   |    200     |   200   |   200    | 200
    /tai-khoan/hai-lop/nhap-ma/                                 |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /tai-khoan/hai-lop/xac-nhan/                                |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /tai-khoan/hai-lop/bat/                                     |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /tai-khoan/hai-lop/bat/ma-qr.svg                            |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /tai-khoan/hai-lop/tat/                                     |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /tai-khoan/ma-du-phong/                                     |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /tai-khoan/ma-du-phong/tao/                                 |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /tai-khoan/ma-du-phong/tai-ve/                              |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /quan-tri/                                                  |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/login/                                            |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /quan-tri/logout/                                           |  đi   |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /quan-tri/password_change/                                  |  đi   |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /quan-tri/password_change/done/                             |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/jsi18n/                                           |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/autocomplete/                                     |  vào  |    403    |   403   |    403     |   403   |   403    | 403
    /quan-tri/r/<path:content_type_id>/<path:object_id>/        |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /quan-tri/<app_label>/                                      |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/<url>                                             |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /quan-tri/programs/commune/goi-y/                           |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/projects/activity/so-luong/                       |  vào  |    404    |   404   |    403     |   403   |   403    | 403
    /quan-tri/projects/activity/<int:object_id>/ho-so.zip       |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/projects/document/<int:object_id>/tep/            |  vào  |    404    |   404   |    404     |   404   |   404    | 404
    /quan-tri/projects/facility/trung-lap/                      |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/projects/facility/trung-lap/<int:first>/<int:second>/|  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/projects/facility/<path:object_id>/da-nhan/       |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/khuyencong/delegation/<path:object_id>/thu-hoi/   |  405  |    405    |   405   |    405     |   405   |   405    | 405
    /quan-tri/khuyencong/importbatch/mau/<slug:code>.xlsx       |  vào  |    200    |   403   |    403     |   403   |   403    | 403
    /quan-tri/khuyencong/importbatch/hien-co/<slug:code>.xlsx   |  vào  |    200    |   403   |    403     |   403   |   403    | 403
    /quan-tri/khuyencong/importbatch/<uuid:key>/                |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/khuyencong/importbatch/<uuid:key>/cot/            |  vào  |    405    |   405   |    405     |   405   |   405    | 405
    /quan-tri/khuyencong/importbatch/<uuid:key>/luu/            |  vào  |    405    |   405   |    405     |   405   |   405    | 405
    /quan-tri/khuyencong/importbatch/<uuid:key>/huy/            |  vào  |    405    |   405   |    405     |   405   |   405    | 405
    /quan-tri/khuyencong/importbatch/<uuid:key>/hoan-tac/       |  vào  |    405    |   405   |    405     |   405   |   405    | 405
    /quan-tri/khuyencong/importbatch/<uuid:key>/can-sua.xlsx    |  vào  |    403    |   403   |    403     |   403   |   403    | 403
    /quan-tri/khuyencong/user/<id>/password/                    |  vào  |    403    |   403   |    403     |   403   |   200    | 403
    /quan-tri/khuyencong/historycheckpoint/lich-su.csv          |  vào  |    403    |   403   |    403     |   403   |    đi    | 403
    /quan-tri/reports/publication/<path:object_id>/san-sang/    |  vào  |    đi     |   đi    |     đi     |   đi    |    đi    | đi
    /quan-tri/reports/publication/<path:object_id>/ban-moi/     |  vào  |    200    |   403   |    403     |   200   |   403    | 403
    /quan-tri/reports/publication/<path:object_id>/thu-hoi/     |  vào  |    200    |   200   |    200     |   200   |   200    | 200
    /quan-tri/reports/statednotice/<path:object_id>/doc/        |  vào  |    200    |   200   |    200     |   200   |   200    | 200
"""

IMPORT_KEY = "00000000-0000-4000-8000-000000000001"

# The admin's own addresses of a list and a record: the table in khuyencong/roles.py says who may
# open them.
OF_A_RECORD = re.compile(
    r"/quan-tri/(?P<model>\w+/\w+)/"
    r"(add/|xuat/|xuat.<slug:ending>|bo-loc/|bo-loc/<int:filter_id>/xoa/|<path:object_id>/"
    r"(change/|delete/|history/|xet-duyet/|lich-su.csv|ban/<int:version_id>/)?)?"
)


def patterns(urls=None, prefix="/"):
    """Every address that the portal answers, as ``/ket-qua/<period:slug>/``."""
    for one in get_resolver().url_patterns if urls is None else urls:
        route = prefix + plain(str(one.pattern))
        if hasattr(one, "url_patterns"):
            yield from patterns(one.url_patterns, route)
        else:
            yield route


def plain(route):
    """The admin writes two of its addresses as expressions: ``^(?P<app_label>a|b)/$``."""
    return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).removeprefix("^").removesuffix("$")


def rows():
    """Each pattern, and what everybody named in its table gets."""
    for table in (PAGES, STAFF_PAGES):
        head, *lines = table.strip("\n").splitlines()
        _, *people = (cell.strip() for cell in head.split("|"))
        for line in lines:
            pattern, *answers = (cell.strip() for cell in line.split("|"))
            yield pattern, dict(zip(people, answers, strict=True))


def registered():
    return [model for model in admin.site._registry if model._meta.app_label in OUR_APPS]


def admin_url(model, rest=""):
    return f"/quan-tri/{model._meta.app_label}/{model._meta.model_name}/{rest}"


@pytest.fixture
def records(db):
    """One public activity with its facility (KC-2026-001, CS-00001), 2026 published, two
    places and a kind.

    The publication, an old notice and two facilities have the number that ``filled_in`` writes.
    """
    facility = FacilityFactory(pk=1)
    FacilityFactory(pk=2)
    SupportFactory(activity=ActivityFactory(pk=1, approved=True), facility=facility)
    seal(PublicationFactory(pk=1, period_slug="2026"), UserFactory())
    StatedNoticeFactory(pk=1)
    ImportBatchFactory(key=IMPORT_KEY)
    CommuneFactory(code="X1")
    OldDistrictFactory(code="D1")
    ActivityKindFactory(code="may")


def browser_of(person):
    """The browser of a visitor, of any staff, or of staff with this role."""
    return Client() if person == "khách" else signed_in("Xem" if person == "cán bộ" else person)


def filled_in(pattern, user=None):
    """An address of that pattern which exists."""
    samples = {
        "/hoat-dong/<path:code>": "/hoat-dong/KC-2026-001",
        "/co-so/<path:code>": "/co-so/CS-00001",
        "/dia-ban/<slug:code>": "/dia-ban/X1",
        "/noi-dung/<slug:code>": "/noi-dung/may",
        "<section>": "ket-qua",
        "huyen-cu-<slug:code>": "huyen-cu-D1",
        "<period:slug>": "2026",
        "<scope:scope>": "thu-cu",
        "<ext:extension>": "json",
        "<paper:extension>": "docx",
        "<slug:figure>": "de-an",
        "<slug:form>": "kinh-phi",
        "<slug:split>": "nguon",
        "<app_label>": "projects",
        "<url>": "khong-co/",
        "<int:second>": "2",
        "importbatch/mau/<slug:code>": "importbatch/mau/co-so",
        "importbatch/hien-co/<slug:code>": "importbatch/hien-co/co-so",
        "<uuid:key>": IMPORT_KEY,
        "<id>": str(user.pk) if user else "1",
    }
    for name, sample in samples.items():
        pattern = pattern.replace(name, sample)
    return re.sub(r"<[^>]+>", "1", pattern)


def answer_to(client, url):
    answer = client.get(url)
    answer.close()
    if answer.status_code not in (301, 302):
        return str(answer.status_code)
    return "vào" if answer["Location"].startswith(SIGN_IN) else "đi"


def test_every_address_is_in_a_table():
    named = {pattern for pattern, _ in rows()}
    ours = {one for one in patterns() if not OF_A_RECORD.fullmatch(one)}

    assert ours - named == set()
    assert named - set(patterns()) == set()


@pytest.mark.parametrize(("pattern", "answers"), [pytest.param(*row, id=row[0]) for row in rows()])
def test_an_address_opens_for_whom_it_should(pattern, answers, records):
    url = filled_in(pattern, UserFactory(is_staff=True))

    assert {who: answer_to(browser_of(who), url) for who in answers} == answers


def test_no_visitor_comes_near_the_admin(client, records):
    """Neither by reading nor by posting, with an address of each pattern."""
    staff_pages = [one for one in patterns() if one.startswith("/quan-tri/")]
    for pattern in staff_pages:
        url = filled_in(pattern)
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code in (301, 302, 403, 405), url
            assert "KC-2026-001" not in answer.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_the_lists_and_forms_of_its_table(role, db):
    client = signed_in(role)
    may = set(permissions_of(role))
    for model in registered():
        model_admin, options = admin.site._registry[model], model._meta
        seen = client.get(admin_url(model)).status_code
        added = client.get(admin_url(model, "add/")).status_code

        assert seen == (200 if f"{options.app_label}.view_{options.model_name}" in may else 403)
        if type(model_admin).has_add_permission is admin.ModelAdmin.has_add_permission:
            code = f"{options.app_label}.add_{options.model_name}"
            assert added == (200 if code in may else 403), code


@pytest.mark.parametrize("role", ROLES)
def test_a_role_without_staff_status_is_a_visitor(role, db):
    client = signed_in(role)
    client.user.is_staff = False
    client.user.save()

    assert client.get("/quan-tri/").status_code == 302
