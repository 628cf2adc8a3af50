"""What all pages share: the published version, charts with their data, filters."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.charts import NOTHING, Drawing
from dashboard.data import Shop
from dashboard.words import NONE, sentence, with_unit
from scripts.export import harmless
from serving.store import Store

CHART = {
    "displaylogo": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d"],
}
LONG_TEXT = 40  # letters from which a column is wide
NOTHING_PUBLISHED = (
    "Nothing is published as {path} yet. Run `make build`, or `dbt build` and then "
    "`make publish`."
)
STATES = {
    "failed": "The last build was not published: {reason}. You see the version before.",
    "stopped": "The last build was stopped before its end. You see the version before.",
    "restored": "You see an earlier version: {reason}.",
    "building": "A build is running. You see the version before.",
}


# -- the published version ------------------------------------------------------


def published() -> Path:
    """The file named after --, or the one the environment names."""
    if len(sys.argv) > 1 and sys.argv[-1].endswith(".duckdb"):
        return Path(sys.argv[-1])
    name = Path(os.environ.get("SEGMENTS_DUCKDB_PATH") or "customer_segments").stem
    return Store(name).database


@st.cache_resource(max_entries=2, show_spinner=False)
def opened(path: str, version: tuple) -> Shop:
    """A version, opened once; the next version has another key."""
    return Shop.open(Path(path))


def shop() -> Shop | None:
    """The version that is published now; says so where there is none."""
    path = published()
    store = Store(path.stem, path.parent)
    # the path of the version itself: DuckDB would go on with the former file
    # while a connection to the same path is open
    current = store.current()
    place = current.database if current else path
    try:
        state = place.stat()
    except OSError:
        st.title("Customer segments")
        st.info(NOTHING_PUBLISHED.format(path=path))
        notice(store)
        return None
    return opened(str(place), (state.st_ino, state.st_mtime_ns))


def notice(store: Store) -> None:
    """Say how the last build ended, if not well."""
    status = store.status()
    words = STATES.get(status.state)
    if words:
        say = st.info if status.state in ("building", "restored") else st.warning
        say(words.format(reason=status.reason))


def page(show: Callable[[Shop], None]) -> Callable[[], None]:
    """A page with the header that all pages have."""

    def run() -> None:
        current = shop()
        if current is None:
            return
        path = published()
        notice(Store(path.stem, path.parent))
        show(current)
        about = current.about
        if about:
            st.caption(
                f"{path.stem}, as of {about['as_of_date']:%d %B %Y}, version "
                f"{about['build_id']}"
                if not pd.isna(about["as_of_date"])
                else f"{path.stem}, version {about['build_id']}"
            )

    run.__name__ = show.__module__.split(".")[-1]
    return run


# -- charts and tables ----------------------------------------------------------


def show(drawing: Drawing) -> None:
    """A chart with its title, the table it is drawn from and its data to download."""
    st.subheader(drawing.title)
    if drawing.is_empty:
        st.info(NOTHING.format(table=drawing.table))
        return
    st.plotly_chart(
        drawing.figure, width="stretch", theme=None, config=CHART, key=key_of(drawing)
    )
    if drawing.note:
        st.markdown(f":small[{drawing.note}]")
    source(drawing.title, drawing.table, drawing.data)


def source(title: str, table: str, data: pd.DataFrame) -> None:
    """The table behind a chart, and its rows as CSV."""
    st.download_button(
        f"Data of {table}",
        as_csv(data),
        file_name=f"{slug(title)}.csv",
        mime="text/csv",
        key=f"csv {title} {table}",
        type="tertiary",
        icon=":material/download:",
    )


def table(
    title: str,
    name: str,
    data: pd.DataFrame,
    *,
    shares: tuple[str, ...] = (),
    amounts: tuple[str, ...] = (),
    currency: str = "",
    rows: int = 12,
) -> None:
    """Rows of a table under its title; shares in per cent, money with its currency."""
    st.subheader(title)
    if data.empty:
        st.info(NOTHING.format(table=name))
        return
    shown = data.copy()
    config = {}
    for column in shown.columns:
        label = sentence(column)
        if column in shares:
            shown[column] = 100 * shown[column]
            config[column] = st.column_config.NumberColumn(label, format="%.1f %%")
        elif column in amounts:
            config[column] = st.column_config.NumberColumn(
                with_unit(label, "currency", currency), format="localized"
            )
        elif pd.api.types.is_datetime64_any_dtype(shown[column]):
            config[column] = st.column_config.DateColumn(label)
        elif pd.api.types.is_float_dtype(shown[column]):
            config[column] = st.column_config.NumberColumn(label, format="localized")
        else:
            longest = shown[column].map(lambda value: len(str(value))).max()
            wide = "large" if longest > LONG_TEXT else None
            config[column] = st.column_config.Column(label, width=wide)
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        column_config=config,
        placeholder=NONE,
        height=min(38 + 35 * len(shown), 38 + 35 * rows),
    )
    source(title, name, data)


def as_csv(data: pd.DataFrame) -> bytes:
    """Rows that a spreadsheet may open: no text is taken for a formula."""
    text = data.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    safe = data.assign(**{column: data[column].map(harmless) for column in text})
    return safe.to_csv(index=False).encode("utf-8-sig")


def slug(title: str) -> str:
    """A title as a file name."""
    return "_".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def key_of(drawing: Drawing) -> str:
    """A key of a chart on its page."""
    return f"{drawing.title} {drawing.table}"


# -- filters --------------------------------------------------------------------


def choose_country(shop: Shop) -> str | None:
    """A country, or all."""
    countries = shop.countries()
    if len(countries) < 2:
        return None
    return st.selectbox("Country", [None, *countries], format_func=lambda x: x or "All")


def choose_segment(shop: Shop, label: str = "Segment", with_all: bool = False):
    """A segment by name; its id."""
    options = [None, *shop.names] if with_all else list(shop.names)
    return st.selectbox(
        label, options, format_func=lambda each: shop.names.get(each, "All segments")
    )


def choose_segments(shop: Shop) -> list[str]:
    """Several segments by name; all of them where none is chosen."""
    chosen = st.multiselect(
        "Segments", list(shop.names), format_func=shop.names.get, placeholder="All"
    )
    return chosen or list(shop.names)


def choose_feature(shop: Shop, label: str, at: int = 0, key: str | None = None) -> str:
    """A feature by its label."""
    features = list(shop.features)
    return st.selectbox(
        label,
        features,
        index=min(at, len(features) - 1),
        format_func=shop.label,
        key=key,
    )
