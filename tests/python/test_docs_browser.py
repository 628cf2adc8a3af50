"""The docs site and the report in a real browser: whole, and no other host is asked."""

import functools
import http.server
import json
import re
import sys
import threading
from pathlib import Path

import pytest
from dbt.task.docs import DOCS_INDEX_FILE_PATH
from dbt_builds import REPOSITORY
from playwright.sync_api import sync_playwright
from test_dashboard_browser import AXE, BROWSER, DESKTOP, HARMLESS

from dashboard.data import Shop

sys.path.append(str(REPOSITORY / "scripts"))

import report

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium; install it with apt-get install chromium"
)
# the site of dbt names pictures by expressions before it fills them in, and 404 follows
OF_DBT = ("getIcon", "404")


@pytest.fixture(scope="module")
def page():
    """A window of a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox"]
        )
        yield browser.new_page(viewport=DESKTOP)
        browser.close()


@pytest.fixture(scope="module")
def heard(page):
    """Errors of the console and addresses that were asked."""
    errors, asked = [], []

    def note(message):
        if message.type == "error" and not any(
            each in message.text for each in (*HARMLESS, *OF_DBT)
        ):
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    return errors, asked


@pytest.fixture(scope="module")
def address(tmp_path_factory, demo_shop, published):
    """A server on this computer with the docs site and the report."""
    folder = tmp_path_factory.mktemp("site")
    # what `dbt docs generate --static` does, without compiling again
    site = Path(DOCS_INDEX_FILE_PATH).read_text()
    for name, content in {
        "MANIFEST": demo_shop.manifest,
        "CATALOG": {"nodes": {}, "sources": {}},
    }.items():
        assert f'"{name}.JSON INLINE DATA"' in site
        site = site.replace(f'"{name}.JSON INLINE DATA"', json.dumps(content))
    (folder / "site.html").write_text(site)
    shop = Shop.open(published)
    (folder / "report.html").write_text(report.page(shop, report.drawings(shop)))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def only_this_computer(asked, address) -> bool:
    """Whether nothing was asked of another host."""
    return all(url.startswith((address, "data:", "blob:")) for url in asked)


def serious(page) -> dict:
    """What axe finds serious on a page; the inside of charts is Plotly's."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({exclude: [['.js-plotly-plot']]})")
    return {
        each["id"]: [node["html"][:120] for node in each["nodes"]][:3]
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    }


def test_the_docs_site_shows_tables_as_paragraphs(page, heard, address, demo_shop):
    errors, asked = heard
    site = f"{address}/site.html"
    page.goto(f"{site}#!/overview/customer_segments")
    page.get_by_role("heading", name="Customer segments", level=1).wait_for()
    links = page.locator("td a[href*='/model/model.customer_segments.segments__']")
    links.first.wait_for()
    assert links.count() >= len(demo_shop.public_tables)
    page.goto(f"{site}#!/model/model.customer_segments.segments__monthly_kpis")
    page.get_by_role("heading", name="segments__monthly_kpis").wait_for()
    told = demo_shop.models["segments__monthly_kpis"]["description"]
    shown = page.locator(".model-markdown p")
    shown.first.wait_for()
    assert shown.count() == len(re.split(r"\n\n+", told.strip()))
    held = page.evaluate(
        "Object.values(angular.element(document.body).injector().get('project')"
        ".project.nodes).filter(each => each.resource_type == 'model').length"
    )
    assert held == len(demo_shop.models)
    assert errors == []
    assert only_this_computer(asked, address)


def test_the_report_opens_with_all_figures(page, heard, address):
    errors, asked = heard
    page.goto(f"{address}/report.html")
    page.wait_for_function(
        "document.querySelectorAll('figure').length > 40 && "
        "[...document.querySelectorAll('figure')]"
        ".every(each => each.querySelector('svg.main-svg'))",
        timeout=120_000,
    )
    assert errors == []
    assert only_this_computer(asked, address)
    assert serious(page) == {}
