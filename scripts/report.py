"""Write the published tables as one page that opens anywhere, and PNG files for slides.

    python scripts/report.py serve/customer_segments.duckdb build/report.html

The page holds everything, plotly.js too, and requests nothing. Equal tables give equal
bytes. PNG files of the main figures are written beside it where a Chromium is found.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import plotly.io
from plotly.offline import get_plotlyjs

from dashboard.charts import Drawing
from dashboard.data import NOBODY, Shop
from dashboard.drawings import (
    campaigns,
    exploration,
    model,
    movement,
    overview,
    quality,
    segment,
    value,
)
from dashboard.words import sentence

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SLIDES = 12  # the first figures are the main ones
SIZE = {"width": 1200, "height": 675, "scale": 1.5}
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Customer segments</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #1f2430; max-width: 1080px;
margin: 2em auto; padding: 0 1em; background: #ffffff }}
nav a {{ margin-right: 1.2em; color: #2f5aa8; display: inline-block }}
h2 {{ margin-top: 2em }} figure {{ margin: 0 0 2em }}
figcaption {{ font-weight: 600 }} small {{ color: #5a6270; font-weight: 400 }}
.card {{ border: 1px solid #d5dae0; border-radius: 6px; padding: .6em 1em;
margin: 1em 0 }}
.card p {{ margin: .3em 0 }}
</style><script>{library}</script></head><body><main>
<h1>Customer segments</h1><p>{about}</p><nav aria-label="Chapters">{links}</nav>
{body}
</main></body></html>
"""


def who(shop: Shop) -> Iterator[Drawing]:
    """Sizes, changes and RFM segments."""
    yield overview.sizes(shop)
    if shop.has("segments__history"):
        yield overview.changes(shop)
    grid = overview.rfm_grid(shop)
    if not grid.is_empty:
        yield overview.rfm_treemap(shop)
        yield grid


def each_segment(shop: Shop) -> Iterator[Drawing]:
    """What sets every segment apart, and what it buys."""
    for chosen in shop.names:
        yield titled(segment.what_sets_apart(shop, chosen), shop.names[chosen])
        if shop.has("segments__top_products"):
            yield titled(segment.top_products(shop, chosen), shop.names[chosen])


def features(shop: Shop) -> Iterator[Drawing]:
    """Distributions and relations of the features."""
    in_model = [name for name, each in shop.features.items() if each.is_in_model]
    shown = exploration.to_pair(shop)
    for name in shown:
        if shop.has("segments__feature_histograms"):
            yield exploration.histogram(shop, name)
        yield exploration.boxes(shop, name)
    if shop.has("segments__feature_samples") and len(shown) > 1:
        for place, first in enumerate(in_model):
            for second in in_model[place + 1 :]:
                yield exploration.scatter(shop, first, second)
        yield exploration.pairs(shop, shown)
    if shop.has("segments__feature_correlations"):
        yield exploration.correlations(shop, "spearman", shown)
    if shop.has("segments__outliers"):
        yield exploration.outliers(shop)
    if shop.has("segments__geography"):
        yield exploration.geography(shop)


def why(shop: Shop) -> Iterator[Drawing]:
    """Number of segments, quality of the clusters, maps."""
    yield model.curve(shop, "inertia")
    yield model.curve(shop, "silhouette")
    if shop.has("segments__silhouettes"):
        yield model.silhouettes(shop)
    yield model.stability(shop)
    yield model.dendrogram(shop)
    if shop.has("segments__customer_map"):
        yield model.customer_map(shop, "pca")
        yield model.customer_map(shop, "tsne")
        yield model.loadings(shop)


def moves(shop: Shop) -> Iterator[Drawing]:
    """Flows, months, retention and the forecast."""
    if not shop.has("segments__migrations"):
        return
    dates = movement.months(shop)
    if dates:
        date = movement.last_full(dates)
        yield movement.flows(shop, date)
        yield movement.causes(shop, date)
    yield movement.monthly(shop, "net_amount", list(shop.names))
    yield movement.forecast(shop)
    yield movement.retention(shop)
    if shop.has("segments__drift"):
        yield model.drift(shop)


def worth(shop: Shop) -> Iterator[Drawing]:
    """Lifetime value and campaigns."""
    if shop.has("segments__lifetime_values"):
        yield value.by_segment(shop)
        yield value.distribution(shop)
        yield value.backtest(shop, "mean absolute error")
    if shop.has("segments__campaign_plan"):
        yield campaigns.budget(shop)
        yield campaigns.audiences(shop)


def trust(shop: Shop) -> Iterator[Drawing]:
    """Rejected lines."""
    if shop.has("segments__cleaning_summary"):
        yield quality.rejected(shop)


CHAPTERS = {
    "Who they are": who,
    "Each segment": each_segment,
    "How they differ": features,
    "Why these segments": why,
    "How they move": moves,
    "What they are worth": worth,
    "What was rejected, corrected or noted": trust,
}


def titled(drawing: Drawing, name: str) -> Drawing:
    """A drawing whose title says which segment it shows."""
    return Drawing(
        f"{name}: {drawing.title[:1].lower()}{drawing.title[1:]}",
        drawing.table,
        drawing.data,
        drawing.figure,
        drawing.note,
    )


def drawings(shop: Shop) -> dict[str, list[Drawing]]:
    """The drawings of every chapter that has any."""
    found = {
        title: [each for each in chapter(shop) if not each.is_empty]
        for title, chapter in CHAPTERS.items()
    }
    return {title: drawn for title, drawn in found.items() if drawn}


def as_html(drawing: Drawing, number: int) -> str:
    """A figure with its title and the table it is drawn from."""
    chart = plotly.io.to_html(
        drawing.figure,
        include_plotlyjs=False,
        full_html=False,
        div_id=f"figure-{number}",
        config={"displaylogo": False, "responsive": True},
    )
    note = f" {escape(drawing.note)}" if drawing.note else ""
    return (
        f"<figure><figcaption>{escape(drawing.title)}<br>"
        f"<small>{escape(drawing.table)}.{note}</small></figcaption>{chart}</figure>"
    )


def cards(shop: Shop) -> str:
    """A card per segment."""
    return "\n".join(
        f'<div class="card"><p><strong>{escape(row.segment_name)}</strong></p>'
        f"<p>{escape(row.sentence or '')}</p>"
        f"<p>{escape(sentence(row.goal or ''))}: {escape(row.action or '')}</p></div>"
        for row in shop.profiles.itertuples()
    )


def warnings(shop: Shop) -> str:
    """What readiness warns of, as a list; nothing where everything passes."""
    if not shop.has("segments__readiness"):
        return ""
    found = shop.frame(
        "select sentence from segments__readiness where status != 'pass' "
        "order by check_order"
    )
    said = "".join(f"<li>{escape(each)}</li>" for each in found["sentence"])
    return f"<h2>Before you trust it</h2><ul>{said}</ul>" if said else ""


def page(shop: Shop, chapters: dict[str, list[Drawing]]) -> str:
    """The whole page."""
    buyers = sum(each != NOBODY for each in shop.names)
    about = f"{buyers} segments of buyers"
    if shop.about and shop.about["as_of_date"] == shop.about["as_of_date"]:
        about += f", as of {shop.about['as_of_date']:%d %B %Y}"
    about += f", version {shop.about.get('build_id', '')}."
    body, number = [warnings(shop)], 0
    for place, (title, drawn) in enumerate(chapters.items()):
        body.append(f'<h2 id="chapter-{place}">{escape(title)}</h2>')
        if place == 0:
            body.append(cards(shop))
        for each in drawn:
            body.append(as_html(each, number))
            number += 1
    links = "".join(
        f'<a href="#chapter-{place}">{escape(title)}</a>'
        for place, title in enumerate(chapters)
    )
    return PAGE.format(
        library=get_plotlyjs(),
        about=escape(about),
        links=links,
        body="\n".join(body) if chapters else cards(shop),
    )


def slides(chapters: dict[str, list[Drawing]], folder: Path) -> int:
    """Write the main figures as PNG files; how many."""
    main = [drawn for title, drawn in chapters.items() if title != "Each segment"]
    chosen = [each for drawn in main for each in drawn[:2]][:SLIDES]
    if not any(shutil.which(name) for name in BROWSERS):
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for place, each in enumerate(chosen, 1):
        figure = each.figure.update_layout(
            title={"text": each.title}, margin={"t": 90, "l": 20, "r": 20, "b": 20}
        )
        words = "_".join(
            "".join(c if c.isalnum() else " " for c in each.title.lower()).split()
        )
        plotly.io.write_image(figure, folder / f"{place:02}_{words}.png", **SIZE)
    return len(chosen)


def main() -> None:
    """Write the page and the PNG files."""
    os.umask(0o077)  # the page names customers
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    if not source.exists():
        raise SystemExit(f"{source} does not exist; run `make build` first.")
    shop = Shop.open(source)
    chapters = drawings(shop)
    target.write_text(page(shop, chapters), encoding="utf-8")
    print(f"  Report: {target}")
    folder = target.with_suffix("")
    count = slides(chapters, folder)
    print(
        f"  {count} PNG files: {folder}/"
        if count
        else "  No PNG files: they need a Chromium or Chrome browser."
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main()
