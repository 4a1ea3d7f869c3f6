#!/usr/bin/env python3
"""When a first visit sees the page, on a slow phone: see README.md here.

Writes its own section of RESULTS.md; the rest of the report stays.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent
RESULTS = SOURCE / "bench" / "RESULTS.md"
HEADING = "## first view"
# Lighthouse's slow 4G, and its phone.
LATENCY, DOWN, UP = 150, 1_600_000, 750_000
CPU_SLOWER = 4
PHONE = {"width": 412, "height": 823}
LCP_GOAL = 1_000
PAGES = (
    ("home", "/"),
    ("results, sealed", "/ket-qua/2014-2020/"),
    ("results, live", "/ket-qua/2021-2025/"),
    ("split", "/ket-qua/2021-2025/xa-phuong/"),
    ("records", "/ket-qua/2014-2020/ho-so/kinh-phi-thuc-hien/"),
    ("activities", "/hoat-dong/"),
    ("activity", "/hoat-dong/KC-2020-003/"),
    ("facility", "/co-so/CS-00018/"),
    ("search", "/tim/?q=det"),
)
OBSERVE = """
  window.seen = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    seen.lcp = one.startTime;
  })).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    seen.cls += one.value;
  })).observe({ type: "layout-shift", buffered: true });
"""


def main() -> None:
    sys.path.insert(0, str(SOURCE))
    os.environ.setdefault("KHUYENCONG_MODE", "demo")
    from khuyencong import bootstrap

    bootstrap.ensure_environment(SOURCE, "test")  # Playwright is one of the test tools
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="visits to each page (7)")
    parser.add_argument("--print", action="store_true", help="print, do not write")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "khuyencong-bench" / "in-service",
        help="where the filled portal is kept",
    )
    options = parser.parse_args()
    from bench.service import in_service

    with in_service(options.folder) as address:
        text = section(list(measured(address, options.runs)), options.runs)
    if options.print:
        print(text)
    else:
        RESULTS.write_text(replaced(RESULTS.read_text(encoding="utf-8"), text), encoding="utf-8")


def measured(address: str, runs: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What each page's visits saw; the pages in turn, so that a busy machine disturbs all alike."""
    from playwright.sync_api import sync_playwright

    from bench.service import browser_arguments
    from tests.conftest import chromium

    seen: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in PAGES}
    with sync_playwright() as driver:
        arguments = ["--disable-gpu", *browser_arguments()]
        browser = driver.chromium.launch(executable_path=chromium(), args=arguments)
        for _ in range(runs):
            for name, path in PAGES:
                visit(browser, address + path, slow=False)  # fills the cache of nginx
                seen[name].append(visit(browser, address + path, slow=True))
        browser.close()
    yield from seen.items()


def visit(browser: Any, url: str, slow: bool) -> dict[str, Any]:
    """One first visit; nothing is in the browser's cache."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True)
    page = context.new_page()
    network = context.new_cdp_session(page)
    weights: list[int] = []
    network.on("Network.loadingFinished", lambda ended: weights.append(ended["encodedDataLength"]))
    network.send("Network.enable")
    if slow:
        conditions = {"offline": False, "latency": LATENCY}
        speed = {"downloadThroughput": DOWN / 8, "uploadThroughput": UP / 8}
        network.send("Network.emulateNetworkConditions", {**conditions, **speed})
        network.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    page.add_init_script(OBSERVE)
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(500)
    seen: dict[str, Any] = page.evaluate("seen")
    context.close()
    return {**seen, "requests": len(weights), "bytes": sum(weights)}


def section(pages: list[tuple[str, list[dict[str, Any]]]], runs: int) -> str:
    """The section of the report."""
    rows = [
        "| Page | LCP ms, median | LCP ms, most | CLS, most | Requests | Bytes | Visits |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    goals = []
    for name, seen in pages:
        lcp, most = median(one["lcp"] for one in seen), max(one["lcp"] for one in seen)
        cls, last = max(one["cls"] for one in seen), seen[-1]
        rows.append(
            f"| {name} | {lcp:.0f} | {most:.0f} | {cls:.4g} | {last['requests']} | "
            f"{last['bytes']:,} | {runs} |"
        )
        reached = lcp <= LCP_GOAL and cls == 0
        verdict = "reached" if reached else "**not reached**"
        goals.append(f"- {verdict}: LCP at most {LCP_GOAL} ms and CLS 0 on {name}")
    load = os.getloadavg()
    about = (
        f"A first visit to the demo's records on a phone with slow 4G ({LATENCY} ms, "
        f"{DOWN / 1e6:g} Mbps down, {UP / 1e3:g} kbps up) and a processor {CPU_SLOWER} × slower, "
        "Chromium, behind nginx over TLS, whose cache is warm. Bytes are all requests as "
        f"transferred, headers included. Measured on {datetime.now(UTC):%d/%m/%Y} by "
        f"`python3 bench/paint.py`; load {load[0]:.1f} when it ended."
    )
    return "\n\n".join((HEADING, about, "\n".join(rows), "\n".join(goals)))


def replaced(report: str, text: str) -> str:
    """The report with this section in place of its last one, before what a person wrote."""
    head, _, rest = report.partition(f"{HEADING}\n")
    if not rest:
        head, _, rest = report.partition("## Remarks")
        remarks = f"## Remarks{rest}" if rest else ""
    else:
        remarks = "## Remarks" + rest.partition("## Remarks")[2]
    return f"{head.rstrip()}\n\n{text}\n\n{remarks}".rstrip() + "\n"


if __name__ == "__main__":
    main()
