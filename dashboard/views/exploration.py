"""How features are distributed and which go together."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import exploration


def page(shop: Shop) -> None:
    """Histograms, boxes, scatter and pair plots, correlations, outliers."""
    st.title("Exploration")
    if not shop.features:
        st.info("There is no feature: the inputs hold no buyer.")
        return
    feature = layout.choose_feature(shop, "Feature")
    segments = layout.choose_segments(shop)
    layout.show(exploration.histogram(shop, feature))
    layout.show(exploration.boxes(shop, feature, segments))
    in_model = [name for name, each in shop.features.items() if each.is_in_model]
    if shop.has("segments__feature_samples") and len(shop.features) > 1:
        first = layout.choose_feature(shop, "Across", 0)
        second = layout.choose_feature(shop, "Up", 1)
        if first == second:
            st.info("Choose two different features to compare.")
        else:
            layout.show(exploration.scatter(shop, first, second, segments))
        layout.show(exploration.pairs(shop, exploration.to_pair(shop)))
    if shop.has("segments__feature_correlations"):
        correlations(shop, in_model)
    if shop.has("segments__outliers"):
        layout.show(exploration.outliers(shop))
        effects(shop)
    if shop.has("segments__geography"):
        layout.show(exploration.geography(shop))
    summary(shop)


def correlations(shop: Shop, in_model: list[str]) -> None:
    """Which features go together."""
    measure = st.selectbox(
        "Correlation", ["spearman", "pearson"], format_func=lambda x: x.capitalize()
    )
    every = st.checkbox("All features, not only those of the segments")
    features = list(shop.features) if every or len(in_model) < 2 else in_model
    layout.show(exploration.correlations(shop, measure, features))


def effects(shop: Shop) -> None:
    """What limiting extreme values changes."""
    found = shop.frame(
        "select segment_id, feature, customer_count as customers, limited_count, "
        "outlier_count, centre_as_is, centre_limited, centre_without_outliers "
        "from segments__outlier_effects order by segment_id, feature"
    )
    found["feature"] = found["feature"].map(shop.label)
    layout.table(
        "What limiting extreme values changes (centres on the scale of the model)",
        "segments__outlier_effects",
        shop.named(found),
    )


def summary(shop: Shop) -> None:
    """Centre, spread and gaps of every feature."""
    found = shop.frame(
        "select label as feature, unit, is_in_model, customer_count as customers, "
        "missing_count as missing, mean, standard_deviation, minimum, median, maximum, "
        "skewness from segments__feature_summary order by not is_in_model, label"
    )
    layout.table("All features", "segments__feature_summary", found)
