"""Compare what a page of the dashboard takes to appear with what its SQL takes.

    make build INPUT=online_retail_ii
    python benchmarks/first_paint.py serve/online_retail_ii.duckdb

A headless Chromium follows the link to each page of a running dashboard. First paint
is the time from the click to the page's own heading on the screen; whole is the time
until nothing runs any more and every chart is drawn. Before each click the browser has
been idle for a second, as it is when somebody has looked at the page before, and every
round follows the links in another order, so that no page always pays for the removal of
the charts of the same other one. SQL is the time of the page's
queries, rows fetched, in a process that does nothing else; script is that of the whole
page there, its charts included. Every figure is the median of the rounds, in
milliseconds. The exit code is 1 where a page takes more than 3 times its SQL and more
than a page with nothing but a heading, which is Streamlit's own share.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest

from dashboard.app import PAGES
from dashboard.data import Shop

REPOSITORY = Path(__file__).resolve().parents[1]
LIMIT = 3
EMPTY = """
import streamlit as st
pages = [
    st.Page(lambda title=title: st.title(title), title=title, url_path=title)
    for title in ("One", "Other")
]
st.navigation(pages).run()
"""
# click, and wait for the frame after the one that gets the heading
FOLLOW = """
([title, heading]) => new Promise(done => {
    const links = document.querySelectorAll('[data-testid=stSidebarNav] a');
    const link = [...links].find(each => each.innerText.trim() === title);
    const start = performance.now();
    const observer = new MutationObserver(() => {
        const found = document.querySelectorAll('[data-testid=stMain] h1');
        if ([...found].some(each => each.innerText.trim() === heading)) {
            observer.disconnect();
            requestAnimationFrame(() => done(performance.now() - start));
        }
    });
    const all = {subtree: true, childList: true, characterData: true};
    observer.observe(document.body, all);
    link.click();
})
"""
# a second after which the browser has nothing left to draw
REST = """
() => new Promise(done => requestIdleCallback(
    () => setTimeout(() => requestIdleCallback(done), 1000)
))
"""
PAGE = """
from pathlib import Path
from dashboard.data import Shop
from dashboard.views import {view}
{view}.page(Shop.open(Path({database!r})))
"""


def timed_pages(database: Path, pages: dict, rounds: int) -> dict[str, tuple]:
    """The milliseconds of a page's SQL and of its script, by title."""
    ask = Shop.frame
    spent: list[float] = []

    def timed(shop, query, *values):
        start = time.perf_counter()
        found = ask(shop, query, *values)
        spent.append(time.perf_counter() - start)
        return found

    Shop.frame = timed
    result = {}
    for view, title in pages.items():
        sql, script = [], []
        for _ in range(rounds):
            spent.clear()
            start = time.perf_counter()
            text = PAGE.format(view=view, database=str(database))
            page = AppTest.from_string(text, default_timeout=120).run()
            assert not page.exception, page.exception
            script.append(time.perf_counter() - start)
            sql.append(sum(spent))
        result[title] = milliseconds(sql), milliseconds(script)
    Shop.frame = ask
    return result


def milliseconds(seconds: list[float]) -> float:
    """The median in milliseconds."""
    return 1000 * statistics.median(seconds)


def served(script: Path, database: Path) -> tuple[subprocess.Popen, str]:
    """A Streamlit script over a published file, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", str(script)),
            *("--server.port", str(port), "--", str(database.resolve())),
        ],
        cwd=REPOSITORY,
        env=os.environ | {"SEGMENTS_SERVE_PATH": str(database.resolve().parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health").close()
            return process, address
        except OSError:
            time.sleep(0.25)
    process.terminate()
    raise TimeoutError(address)


def settle(page: Page) -> None:
    """Wait until nothing runs and nothing of the former page is left."""
    page.wait_for_function(
        "() => !document.querySelector('[data-test-script-state=running]') && "
        "!document.querySelector('[data-stale=true]') && "
        "[...document.querySelectorAll('[data-testid=stPlotlyChart]')]"
        ".every(each => each.querySelector('svg.main-svg, canvas'))",
        timeout=120_000,
    )


def visit(page: Page, title: str) -> tuple[float, float]:
    """Seconds from the click until the heading shows, and until the page is whole."""
    heading = "Customer segments" if title == "Overview" else title
    page.evaluate(REST)
    start = time.perf_counter()
    first = page.evaluate(FOLLOW, [title, heading])
    settle(page)
    return first / 1000, time.perf_counter() - start


def painted_pages(
    script: Path, database: Path, titles: list[str], rounds: int
) -> dict[str, tuple]:
    """The milliseconds to the first paint and to the whole page, by title."""
    times = {title: [] for title in titles}
    process, address = served(script, database)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(address)
            page.get_by_test_id("stSidebarNav").wait_for(timeout=120_000)
            page.get_by_role("heading", level=1).first.wait_for(timeout=120_000)
            settle(page)
            draw, current = random.Random(rounds), titles[0]
            for _ in range(rounds):
                order = draw.sample(titles, len(titles))
                if order[0] == current:  # a click on the open page shows nothing new
                    order.append(order.pop(0))
                for title in order:
                    times[title].append(visit(page, title))
                current = order[-1]
            browser.close()
    finally:
        process.terminate()
        process.wait()
    return {
        title: tuple(map(milliseconds, zip(*found, strict=True)))
        for title, found in times.items()
    }


def empty_page(database: Path, rounds: int) -> float:
    """The milliseconds to the first paint of a page with a heading only."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY)
        found = painted_pages(script, database, ["One", "Other"], rounds)
    return statistics.mean(first for first, _ in found.values())


def main() -> int:
    """Print a row per page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path, help="the published file")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    shop = Shop.open(options.database)
    pages = {
        module.__name__.split(".")[-1]: title
        for module, title, tables in PAGES
        if shop.has(*tables)
    }
    rounds = options.rounds
    asked = timed_pages(options.database, pages, rounds)
    empty = empty_page(options.database, rounds)
    application = REPOSITORY / "dashboard" / "app.py"
    painted = painted_pages(application, options.database, list(pages.values()), rounds)
    print(f"A page with nothing but a heading: {empty:.0f} ms\n")
    print("| page | SQL | first paint | first paint / SQL | script | whole |")
    print("|---|---|---|---|---|---|")
    slow = False
    for title in pages.values():
        (sql, script), (first, whole) = asked[title], painted[title]
        slow |= first > max(LIMIT * sql, empty)
        print(
            f"| {title} | {sql:.0f} | {first:.0f} | {first / sql:.1f} | {script:.0f} "
            f"| {whole:.0f} |"
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
