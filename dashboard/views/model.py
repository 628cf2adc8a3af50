"""Why these segments, and whether they stay."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import model


def page(shop: Shop) -> None:
    """Candidates, silhouettes, the tree, maps, stability and drift."""
    st.title("Model")
    chosen(shop)
    algorithms = shop.frame(
        "select distinct algorithm from segments__cluster_candidates order by 1"
    )["algorithm"]
    shown = st.multiselect(
        "Algorithms",
        list(algorithms),
        format_func=lambda x: model.ALGORITHMS.get(x, x),
        placeholder="All",
    )
    layout.show(model.curve(shop, "inertia", shown))
    layout.show(model.curve(shop, "silhouette", shown))
    measure = st.selectbox(
        "Another measure",
        [name for name in model.CURVES if name not in ("inertia", "silhouette")],
        format_func=model.CURVES.get,
    )
    layout.show(model.curve(shop, measure, shown))
    candidates(shop)
    if shop.has("segments__silhouettes"):
        layout.show(model.silhouettes(shop))
    layout.show(model.dendrogram(shop))
    if shop.has("segments__customer_map"):
        method = st.selectbox(
            "Map by", list(model.MAPS), format_func=lambda x: model.MAPS[x]
        )
        layout.show(model.customer_map(shop, method))
        layout.show(model.loadings(shop))
    layout.show(model.stability(shop))
    if shop.has("segments__drift"):
        layout.show(model.drift(shop))
    evaluation(shop)


def chosen(shop: Shop) -> None:
    """The decision and its reason."""
    if not shop.has("segments__decisions"):
        return
    found = shop.frame(
        "select question, subject, choice, evidence, reason from segments__decisions"
    )
    main = found[found["question"] == "algorithm and number of clusters"]
    for row in main.itertuples():
        st.write(f"**{row.choice}**: {row.reason}. {row.evidence}.")
    layout.table("Every decision of the build", "segments__decisions", found)


def candidates(shop: Shop) -> None:
    """All that was tried, and why not."""
    found = shop.frame(
        "select algorithm, cluster_count as clusters, is_chosen, verdict, silhouette, "
        "stability, smallest_share, largest_share from segments__cluster_candidates "
        "order by is_chosen desc, algorithm, cluster_count"
    )
    found["algorithm"] = found["algorithm"].map(lambda x: model.ALGORITHMS.get(x, x))
    layout.table(
        "All candidates",
        "segments__cluster_candidates",
        found,
        shares=("smallest_share", "largest_share"),
    )


def evaluation(shop: Shop) -> None:
    """Do the segments predict, and how many customers does a re-fit move?"""
    if shop.has("segments__predictive_validity"):
        found = shop.frame(
            "select outcome, method, customer_count as customers, "
            "group_count as groups, adjusted_eta_squared as explained, "
            "adjusted_eta_squared_low as low, "
            "adjusted_eta_squared_high as high from segments__predictive_validity "
            "order by outcome, explained desc, method"
        )
        layout.table(
            "How much of the next quarter the segments explain",
            "segments__predictive_validity",
            found,
            shares=("explained", "low", "high"),
        )
    if shop.has("segments__refit_changes"):
        found = shop.frame(
            "select as_of_date, customer_count as customers, refitted_changed_share, "
            "frozen_changed_share, changed_by_refit_share from segments__refit_changes "
            "order by as_of_date"
        )
        layout.table(
            "Customers whom a re-fit would move",
            "segments__refit_changes",
            found,
            shares=(
                "refitted_changed_share",
                "frozen_changed_share",
                "changed_by_refit_share",
            ),
        )
