"""A session ends on the server when nothing is done, and says what became of the work."""

import time

import pytest

from khuyencong.accounts.idle import LAST_SEEN
from khuyencong.models import SignInEvent
from khuyencong.roles import ADMIN, ENTRY
from tests.factories import PASSWORD
from tests.staff import signed_in

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

SIGN_IN = "/tai-khoan/dang-nhap/"
KEEP = "/tai-khoan/con-lam/"
ACTIVITIES = "/quan-tri/projects/activity/"
MINUTE = 60


def idle(client, seconds):
    """Let so much time pass without a request."""
    client.get("/quan-tri/")
    session = client.session
    session[LAST_SEEN] = int(time.time()) - seconds
    session.save()


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(("role", "minutes"), [(ENTRY, 15), (ADMIN, 5)])
def test_a_session_ends_after_the_minutes_of_the_law(role, minutes):
    client = signed_in(role)

    idle(client, minutes * MINUTE - 10)
    assert client.get("/quan-tri/").status_code == 200

    idle(client, minutes * MINUTE + 1)
    answer = client.get(ACTIVITIES, {"q": "dệt"})
    assert answer["Location"].startswith(SIGN_IN)
    assert not is_in(client)


def test_superusers_have_the_short_time(admin_client):
    idle(admin_client, 5 * MINUTE + 1)

    assert admin_client.get("/quan-tri/")["Location"].startswith(SIGN_IN)


def test_it_leads_back_to_the_page_and_says_why():
    client = signed_in(ENTRY)
    idle(client, 16 * MINUTE)

    page = client.get(ACTIVITIES, {"q": "dệt"}, follow=True)

    assert "Phiên làm việc đã hết" in page.content.decode()
    posted = {"login": client.user.username, "password": PASSWORD, "next": next_of(page)}
    assert client.post(SIGN_IN, posted)["Location"] == f"{ACTIVITIES}?q=d%E1%BB%87t"


def next_of(page):
    return page.context["redirect_field_value"]


def test_what_is_sent_too_late_is_told_as_not_saved():
    client = signed_in(ENTRY)
    idle(client, 16 * MINUTE)

    form = f"{ACTIVITIES}add/?kieu=don"
    page = client.post(
        f"{ACTIVITIES}add/",
        {"title": "x"},
        headers={"referer": f"http://testserver{form}"},
        follow=True,
    )

    assert "Chưa lưu gì" in page.content.decode()
    posted = {"login": client.user.username, "password": PASSWORD, "next": next_of(page)}
    assert client.post(SIGN_IN, posted)["Location"] == form


@pytest.mark.parametrize(
    "referer", ["", "https://noi-khac.example/quan-tri/", "http://testserver/"]
)
def test_a_strange_page_is_not_returned_to(client, referer):
    answer = client.post(f"{ACTIVITIES}add/", {}, headers={"referer": referer})

    assert "next=%2Fquan-tri%2F&" in answer["Location"]


def test_who_was_signed_out_elsewhere_is_told_too():
    client = signed_in(ENTRY)
    client.logout()

    page = client.post(f"{ACTIVITIES}add/", {"title": "x"}, follow=True)

    assert "Chưa lưu gì" in page.content.decode()


def test_typing_keeps_it():
    client = signed_in(ENTRY)
    idle(client, 14 * MINUTE)

    assert client.post(KEEP).status_code == 204
    assert time.time() - client.session[LAST_SEEN] < MINUTE


def test_typing_too_late_does_not():
    client = signed_in(ENTRY)
    idle(client, 16 * MINUTE)

    assert client.post(KEEP).status_code == 403
    assert not is_in(client)


def test_the_end_is_in_the_log():
    client = signed_in(ENTRY)
    idle(client, 16 * MINUTE)
    client.get("/quan-tri/")

    assert SignInEvent.objects.latest("pk").kind == SignInEvent.Kind.EXPIRED


def test_a_public_page_that_knows_staff_ends_it_too(settings):
    """It asks who it is, so the rule holds there as well."""
    settings.PUBLIC_DRIFT = False
    client = signed_in(ENTRY)
    idle(client, 16 * MINUTE)

    client.get("/ket-qua/2026/sai-khac/")

    assert not is_in(client)


def test_public_pages_neither_read_the_session_nor_count_as_work():
    client = signed_in(ENTRY)
    idle(client, 10 * MINUTE)
    before = client.session[LAST_SEEN]

    assert "Cookie" not in client.get("/ket-qua/").get("Vary", "")
    assert client.session[LAST_SEEN] == before


def test_a_page_says_how_long_it_may_lie_idle():
    for role, seconds in ((ENTRY, 900), (ADMIN, 300)):
        for page in ("/quan-tri/", "/tai-khoan/"):
            assert f'data-seconds="{seconds}"' in signed_in(role).get(page).content.decode()
