"""The portal as an installation runs it: gunicorn, a proxy's headers, collected static files."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs Linux or macOS"),
]

HOST = "khuyencong.example.vn"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A proper production environment on SQLite, set up as the README says."""
    ours = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_", "KHUYENCONG_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **inherited,
        "KHUYENCONG_MODE": "production",
        "KHUYENCONG_DATA_DIR": str(tmp_path_factory.mktemp("production")),
        "KHUYENCONG_PROVINCE": "52",
        "KHUYENCONG_TRUSTED_PROXIES": "127.0.0.1",
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": "a-key-of-this-installation-0123456789-abcdefghijklmnopqrstuvwxyz",
    }


@pytest.fixture(scope="module")
def manage(environment, pytestconfig):
    def manage(*arguments):
        return subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *arguments],
            cwd=pytestconfig.rootpath,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )

    return manage


@pytest.fixture(scope="module")
def server(environment, manage, pytestconfig):
    """The port gunicorn answers at."""
    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    port = free_port()
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "khuyencong.wsgi", "--bind", f"127.0.0.1:{port}"],
        cwd=pytestconfig.rootpath,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as gunicorn:
        wait_for(port)
        yield port
        gunicorn.terminate()


def wait_for(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("gunicorn does not answer")


@pytest.fixture
def get(server):
    def get(path, *, host=HOST, scheme="https", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server, timeout=30)
        headers = {"Host": host, "X-Forwarded-Proto": scheme, **headers}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer

    return get


def test_the_portal_lives_and_is_ready(get):
    assert get("/healthz").status == 200
    assert get("/readyz").status == 200


def test_plain_http_is_led_to_https(get):
    answer = get("/tai-khoan/dang-nhap/", scheme="http")

    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/tai-khoan/dang-nhap/"


def test_health_answers_a_monitor_without_tls(get):
    assert get("/healthz", scheme="http").status == 200


def test_another_host_is_refused(get):
    assert get("/healthz", host="evil.example").status == 400


def test_sign_in_sets_only_host_cookies(get):
    answer = get("/tai-khoan/dang-nhap/")
    cookies = answer.headers.get_all("Set-Cookie") or []

    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert all(cookie.startswith("__Host-") for cookie in cookies)
    assert all({"Secure", "HttpOnly"} <= set(cookie.split("; ")) for cookie in cookies)


def test_static_files_are_compressed_and_kept_for_ever(get):
    page = get("/tai-khoan/dang-nhap/").body.decode()
    (stylesheet, *_) = re.findall(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)

    answer = get(stylesheet, **{"Accept-Encoding": "gzip, br"})

    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_an_unknown_page_tells_nothing_of_the_inside(get):
    answer = get("/khong-co-trang-nay/")

    assert answer.status == 404
    assert b"Traceback" not in answer.body
    assert b"urlpatterns" not in answer.body
