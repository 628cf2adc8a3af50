"""Every page in a real browser: no error, no other host, the table's numbers, a phone.

Playwright drives the Chromium of the system; without one these tests are skipped.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import axe_playwright_python
import pytest
from dbt_builds import REPOSITORY
from playwright.sync_api import sync_playwright

from dashboard.app import PAGES
from dashboard.data import Shop
from serving.publish import publish
from serving.store import Store

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium; install it with apt-get install chromium"
)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# where Chromium draws without a graphics card it says so
HARMLESS = ("GPU stall", "WebGL", "Automatic fallback to software")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SHOPS = [
    "demo_shop",
    pytest.param("online_retail", marks=[pytest.mark.real_data, pytest.mark.extended]),
    pytest.param("mall", marks=[pytest.mark.real_data, pytest.mark.extended]),
]


@pytest.fixture(scope="module", params=SHOPS)
def served(request, tmp_path_factory):
    """A shop's published file and the address of its dashboard."""
    build = request.getfixturevalue(request.param)
    store = Store(build.database.stem, tmp_path_factory.mktemp("serve"))
    publish(build.database, build.folder / "target", store)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "dashboard/app.py"),
            *("--server.port", str(port), "--", str(store.database)),
        ],
        cwd=REPOSITORY,
        env=os.environ | {"SEGMENTS_SERVE_PATH": str(store.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/_stcore/health")
        yield store.database, address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of this module."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"]
        )
        yield opened
        opened.close()


def wait_for(address: str, seconds: int = 60) -> None:
    """Wait until a server answers."""
    for _ in range(seconds * 4):
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(address)


class Visit:
    """A window that notes errors and the hosts it asks."""

    def __init__(self, browser, address: str, size: dict):
        self.page = browser.new_page(viewport=size)
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(request.url))
        self.page.goto(address)
        self.settle()

    def note(self, message) -> None:
        """Keep an error of the console."""
        said = message.text
        if message.type == "error" and not any(each in said for each in HARMLESS):
            self.errors.append(said)

    def settle(self) -> None:
        """Wait until the page is whole: its last line names the version."""
        self.page.get_by_text("version", exact=False).last.wait_for(timeout=120_000)
        # nothing runs any more, and nothing of the former page is left
        for waiting in ("[data-test-script-state=running]", "[data-stale=true]"):
            self.page.wait_for_function(
                "chosen => !document.querySelector(chosen)",
                arg=waiting,
                timeout=120_000,
            )
        # what was stale is faded, and comes back by and by
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('[data-testid=stElementContainer]')]
                .every(each => getComputedStyle(each).opacity === '1')""",
            timeout=120_000,
        )
        self.page.wait_for_timeout(500)

    def open(self, title: str) -> None:
        """Follow the link to a page."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True)
        if (link.bounding_box() or {"x": -1})["x"] < 0:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        link.click()
        heading = "Customer segments" if title == "Overview" else title
        self.page.get_by_role("heading", name=heading, level=1).wait_for(
            timeout=120_000
        )
        self.settle()

    def check(self, address: str) -> None:
        """No error, and nobody else was asked."""
        assert self.errors == []
        assert {url for url in self.hosts if not url.startswith(("data:", "blob:"))}
        others = [
            url
            for url in self.hosts
            if "//" in url.split(":", 1)[1][:2] and address.split("//")[1] not in url
        ]
        assert others == []
        assert self.page.get_by_test_id("stException").count() == 0


def expected_words(shop: Shop) -> dict[str, str]:
    """A number of the tables that each page has to show."""
    first = next(iter(shop.names))
    profile = shop.profiles.set_index("segment_id").loc[first]
    customers = shop.frame("select count(*) as n from segments__customers")["n"].iloc[0]
    words = {
        "Overview": f"{customers:,}",
        "One segment": f"{profile['customer_count']:,}",
        "One customer": "How sure",
    }
    if shop.has("segments__campaign_plan"):
        plan = shop.frame("select count(*) as n from segments__campaign_plan")
        words["Campaigns"] = str(plan["n"].iloc[0])
    if shop.has("segments__readiness"):
        passed = shop.frame(
            "select count(*) as n from segments__readiness where status = 'pass'"
        )
        words["Data quality"] = str(passed["n"].iloc[0])
    if shop.has("segments__decisions"):
        chosen = shop.frame(
            "select choice from segments__decisions "
            "where question = 'algorithm and number of clusters'"
        )
        words["Model"] = chosen["choice"].iloc[0]
    return words


def test_every_page_shows_the_numbers_of_its_tables(served, browser):
    database, address = served
    shop = Shop.open(database)
    words = expected_words(shop)
    visit = Visit(browser, address, DESKTOP)
    for _, title, tables in PAGES:
        if not shop.has(*tables):
            continue
        visit.open(title)
        text = visit.page.get_by_test_id("stMain").inner_text()
        assert words.get(title, "segments__") in text, title
        visit.check(address)
    visit.page.close()


def test_a_phone_shows_every_page_without_scrolling_sideways(served, browser):
    database, address = served
    shop = Shop.open(database)
    visit = Visit(browser, address, PHONE)
    for _, title, tables in PAGES:
        if not shop.has(*tables):
            continue
        visit.open(title)
        wide = visit.page.evaluate(
            "document.querySelector('[data-testid=stMain]').scrollWidth"
        )
        assert wide <= PHONE["width"], title
        visit.check(address)
    visit.page.close()


def test_axe_finds_nothing_serious(served, browser):
    database, address = served
    shop = Shop.open(database)
    visit = Visit(browser, address, DESKTOP)
    visit.page.evaluate(AXE.read_text())
    for _, title, tables in PAGES:
        if not shop.has(*tables):
            continue
        visit.open(title)
        found = visit.page.evaluate("axe.run(document)")
        serious = {
            each["id"]: [node["html"][:120] for node in each["nodes"]][:3]
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        }
        assert serious == {}, f"{title}: {json.dumps(serious, indent=1)}"
    visit.page.close()
