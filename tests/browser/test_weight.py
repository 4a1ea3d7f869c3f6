"""What a first visit costs, as served: through nginx, compressed, every request of it counted."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from bench.nginx import HOST, Nginx, program
from bench.service import browser_arguments, free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.skipif(program() is None, reason="needs nginx: apt-get install nginx"),
]

MOST_REQUESTS = 5
RESULTS_PAGE, OTHER_PAGE = 30_000, 15_000  # bytes, headers included
RESULTS = (
    "/ket-qua/2014-2020/",
    "/ket-qua/2021-2025/",
    "/ket-qua/2026-2030/hien-nay/",
    "/ket-qua/2024/",
    "/ket-qua/2025-6-thang/",
)
OTHERS = (
    "/",
    "/ket-qua/",
    "/ket-qua/2014-2020/noi-dung/",
    "/ket-qua/2021-2025/xa-phuong/",
    "/ket-qua/2021-2025/huyen-cu/",
    "/ket-qua/2014-2020/sai-khac/",
    "/ket-qua/2014-2020/doi-soat/",
    "/ket-qua/2021-2025/ho-so/kinh-phi-thuc-hien/",
    "/ket-qua/2021-2025/bieu/",
    "/ket-qua/2021-2025/bieu/ket-qua/",
    "/ket-qua/2021-2025/bieu/kinh-phi/",
    "/ket-qua/2021-2025/bieu/du-an/",
    "/hoat-dong/",
    "/hoat-dong/KC-2020-003/",
    "/co-so/",
    "/co-so/CS-00018/",
    "/dia-ban/",
    "/dia-ban/23971/",
    "/dia-ban/huyen-cu-540/",
    "/noi-dung/",
    "/noi-dung/may-moc-thiet-bi/",
    "/san-pham/",
    "/so-sanh/",
    "/so-sanh/?ky=2014-2020&ky=2021-2025",
    "/gioi-thieu/",
    "/lien-he/",
    "/thong-bao/",
    "/du-lieu/",
    "/thuat-ngu/",
    "/tiep-can/",
    "/so-do-trang/",
    "/tim/",
    "/tim/?q=det",
    "/khong-co-trang-nay/",
)
OF_OTHERS = ("admin", "import_export", "simple_history", "mfa", "account")
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture(scope="module")
def served(rich, tmp_path_factory):
    """The address of the portal behind nginx, its files collected as for production."""
    folder = tmp_path_factory.mktemp("served")
    port = free_port()
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "khuyencong.static_files.StaticFiles"},
    }
    with override_settings(
        STORAGES=storages, STATIC_ROOT=folder / "static", ALLOWED_HOSTS=[HOST, "localhost"]
    ):
        call_command("collectstatic", ignore_patterns=[*OF_OTHERS], stdout=StringIO())
        with Nginx(folder, rich, tls=True, port=port):
            yield f"https://{HOST}:{port}"


@pytest.fixture(scope="module")
def visiting(browser_type, browser_type_launch_args, served):
    """A browser that finds the server by its name."""
    arguments = {**browser_type_launch_args, "args": browser_arguments()}
    with browser_type.launch(**arguments) as browser:
        yield browser


@pytest.fixture
def page(visiting, served):
    """A first visit: nothing is in the browser's cache."""
    context = visiting.new_context(base_url=served, locale="vi-VN")
    yield context.new_page()
    context.close()


def weigh(page, address):
    """What each request of a first view weighed on the way, the page's own first."""
    addresses, weights = {}, {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.requestWillBeSent",
        lambda sent: addresses.setdefault(sent["requestId"], sent["request"]["url"]),
    )
    network.on(
        "Network.loadingFinished",
        lambda ended: weights.setdefault(ended["requestId"], ended["encodedDataLength"]),
    )
    page.goto(address, wait_until="networkidle")
    # What the browser draws itself, such as the calendar of a date box, is sent by nobody.
    addresses = {name: one for name, one in addresses.items() if not one.startswith("data:")}
    assert all(weights.get(name) for name in addresses), "a request did not end"
    return {addresses[name]: weights[name] for name in addresses}


@pytest.mark.parametrize("address", RESULTS)
def test_the_first_view_of_a_results_page_is_light(page, address):
    weights = weigh(page, address)

    assert len(weights) <= MOST_REQUESTS, weights
    assert sum(weights.values()) <= RESULTS_PAGE, weights
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("address", OTHERS)
def test_any_other_page_is_light(page, address):
    weights = weigh(page, address)

    assert next(iter(weights.values())) <= OTHER_PAGE


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", [*RESULTS[:2], *OTHERS[:5], "/hoat-dong/", "/co-so/CS-00018/"])
def test_nothing_moves_while_a_page_loads(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)

    assert page.evaluate(SHIFTS) == 0
