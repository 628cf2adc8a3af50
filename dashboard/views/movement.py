"""How customers move between segments and come back."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import movement


def page(shop: Shop) -> None:
    """Flows, retention, months and the forecast."""
    st.title("Movement")
    months = movement.months(shop)
    if months:
        date = st.selectbox(
            "Period that ended on",
            months,
            index=months.index(movement.last_full(months)),
            format_func=lambda each: f"{each:%d %B %Y}",
        )
        with_stays = st.checkbox("With customers who stayed")
        layout.show(movement.flows(shop, date, with_stays))
        layout.show(movement.causes(shop, date))
    else:
        st.info("The history has no two month ends to compare.")
    by_month(shop)
    if shop.has("segments__size_forecast"):
        layout.show(movement.forecast(shop))
    if shop.has("segments__cohort_retention"):
        segment = layout.choose_segment(shop, "Retention of", with_all=True)
        layout.show(movement.retention(shop, segment))


def by_month(shop: Shop) -> None:
    """A figure of chosen segments in a chosen period."""
    found = shop.frame(
        "select distinct month_start from segments__monthly_kpis order by month_start"
    )["month_start"]
    months = list(found)
    measure = st.selectbox(
        "Figure", list(movement.MEASURES), format_func=lambda x: movement.MEASURES[x][0]
    )
    segments = layout.choose_segments(shop)
    first = last = None
    if len(months) > 1:
        first, last = st.select_slider(
            "Period",
            months,
            value=(months[0], months[-1]),
            format_func=lambda each: f"{each:%b %Y}",
        )
    layout.show(movement.monthly(shop, measure, segments, first, last))
