"""The dashboard: `make dashboard`, or streamlit run dashboard/app.py -- a_file.duckdb.

It opens the published file read-only and asks it for aggregates. Nothing is requested
from another host.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import streamlit as st

from dashboard import layout
from dashboard.views import (
    campaigns,
    customer,
    exploration,
    model,
    movement,
    overview,
    quality,
    segment,
    value,
)

# module, title, the tables without which there is no page
PAGES = (
    (overview, "Overview", ("segments__profiles",)),
    (segment, "One segment", ("segments__profile_features",)),
    (customer, "One customer", ("segments__customers",)),
    (movement, "Movement", ("segments__migrations", "segments__monthly_kpis")),
    (value, "Value", ("segments__lifetime_values",)),
    (campaigns, "Campaigns", ("segments__campaign_plan",)),
    (exploration, "Exploration", ("segments__feature_histograms",)),
    (model, "Model", ("segments__cluster_candidates",)),
    (quality, "Data quality", ("segments__readiness",)),
)


def main() -> None:
    """Show the page that was chosen."""
    st.set_page_config(page_title="Customer segments", layout="wide")
    shop = layout.shop()
    if shop is None:
        return
    shown = [
        st.Page(
            layout.page(module.page),
            title=title,
            url_path=module.__name__.split(".")[-1],
            default=module is overview,
        )
        for module, title, tables in PAGES
        if shop.has(*tables)
    ]
    st.navigation(shown).run()


if __name__ == "__main__":
    main()
