"""Who the segments are, what they are worth, and what changed."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import overview
from dashboard.words import number, per_cent, sentence, short_money


def page(shop: Shop) -> None:
    """The overview."""
    st.title("Customer segments")
    country = layout.choose_country(shop)
    totals(shop, country)
    layout.show(overview.sizes(shop, country))
    cards(shop)
    if shop.has("segments__history"):
        layout.show(overview.changes(shop))
    grid = overview.rfm_grid(shop, country)
    if not grid.is_empty:
        layout.show(overview.rfm_treemap(shop, country))
        layout.show(grid)


def totals(shop: Shop, country: str | None) -> None:
    """Customers, revenue and orders of the shop."""
    found = shop.frame(
        "select count(*) as customers, cast(sum(net_amount) as double) as revenue, "
        "cast(sum(order_count) as bigint) as orders, "
        "avg(cast(segment_id != 'S00' as integer)) as buyers "
        "from segments__customers where ? is null or country = ?",
        country,
        country,
    ).iloc[0]
    columns = st.columns(4)
    columns[0].metric("Customers", number(found["customers"]))
    columns[1].metric(
        "Revenue after returns", short_money(found["revenue"], shop.currency)
    )
    columns[2].metric("Orders", number(found["orders"]))
    columns[3].metric("Customers who bought", per_cent(found["buyers"]))


def cards(shop: Shop) -> None:
    """A card per segment: the sentence and what to do."""
    st.subheader("The segments and what to do")
    for row in shop.profiles.itertuples():
        with st.container(border=True):
            st.markdown(f"**{row.segment_name}**")
            st.write(row.sentence)
            if row.play:
                st.write(f"{sentence(row.goal or row.play)}: {row.action or ''}")
    layout.source("Segments", "segments__profiles", shop.profiles)
