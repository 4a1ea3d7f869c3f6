"""Error pages, robots and small files."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import path

from khuyencong import views
from tests.factories import AgencyFactory


def broken(request):
    raise RuntimeError("planted")


def refused(request):
    raise PermissionDenied


def unreadable(request):
    raise BadRequest


urlpatterns = [
    path("hong/", broken),
    path("cam/", refused),
    path("sai/", unreadable),
    path("tai-khoan/", views.robots, name="mfa_index"),
    path("tai-khoan/dang-nhap/", views.robots, name="account_login"),
]
handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/sai/", 400, "Yêu cầu không đọc được"),
        ("/cam/", 403, "Bạn không có quyền mở trang này"),
        ("/khong-co/", 404, "Không có trang này"),
        ("/hong/", 500, "Cổng đang gặp lỗi"),
    ],
)
@pytest.mark.urls("tests.khuyencong.test_errors")
def test_error_pages_say_in_vietnamese_what_to_do(address, status, heading):
    """Without the database fixture: an error page that reads the database fails here."""
    response = Client(raise_request_exception=False).get(address)

    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert page.count("<li>") >= 3
    assert "no-store" in response["Cache-Control"]
    assert "set-cookie" not in response.headers


def test_a_form_without_its_token_is_explained(client):
    response = Client(enforce_csrf_checks=True).post("/tai-khoan/dang-nhap/", {"login": "a"})

    assert response.status_code == 403
    assert "Biểu mẫu đã hết hiệu lực" in response.content.decode()


def test_too_many_requests_are_answered_in_vietnamese():
    response = views.too_many_requests(RequestFactory().get("/"))

    assert response.status_code == 429
    assert "quá nhiều yêu cầu" in response.content.decode()


def test_a_demo_is_not_indexed(client, settings):
    settings.MODE = "demo"

    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


def test_staff_pages_and_unpublished_figures_are_not_indexed(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /quan-tri/",
        "Disallow: /tai-khoan/",
        "Disallow: /ket-qua/*/hien-nay/",
        "Disallow: /ket-qua/*.pdf",
        "Disallow: /lien-he/?",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_favicon_answers_under_its_old_name(client):
    response = client.get("/favicon.ico")

    assert response["Content-Type"] == "image/x-icon"
    assert response.content.startswith(b"\x00\x00\x01\x00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "status"),
    [(b"\x89PNG\r\n\x1a\n....", 200), (b"<svg onload='alert(1)'/>", 404), (b"", 404)],
)
def test_only_a_picture_is_served_as_the_emblem(client, content, status):
    agency = AgencyFactory()
    if content:
        agency.logo.save("huy-hieu.png", ContentFile(content))

    assert client.get("/bieu-trung").status_code == status


@pytest.mark.django_db
def test_an_emblem_that_is_no_picture_is_refused_beside_its_field():
    agency = AgencyFactory.build(logo=ContentFile(b"<svg onload='alert(1)'/>", "huy-hieu.png"))

    with pytest.raises(ValidationError) as refused:
        agency.full_clean()

    assert refused.value.message_dict == {"logo": ["Biểu trưng phải là ảnh PNG hoặc JPG."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/hoat-dong/?nguon=%00",
        "/hoat-dong/%00/",
        "/co-so/?xa-phuong=%00",
        "/ket-qua/2018-2020/ho-so/kinh-phi-thuc-hien/?noi-dung=a%00",
        "/quan-tri/?q=%00",
    ],
)
def test_a_character_that_no_database_compares_is_refused_in_vietnamese(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "Yêu cầu không đọc được" in response.content.decode()
    assert "Content-Security-Policy" in response.headers
