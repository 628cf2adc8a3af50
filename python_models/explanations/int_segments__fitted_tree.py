"""Fit a small decision tree that describes the segments by thresholds."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

COLUMNS = {
    "rule_number": "int32",
    "segment_id": "object",
    "feature": "object",
    "lower_bound": "float64",
    "upper_bound": "float64",
    "missing_value": "float64",
}
LEAVES = 16
LEAST_SHARE = 0.01
DIGITS = 4


def leaf_bounds(tree, features: list[str]) -> list[tuple[int, dict]]:
    """Every leaf from left to right, with the bounds (low, high] on the way to it."""
    leaves = []

    def walk(node: int, bounds: dict) -> None:
        if tree.children_left[node] < 0:
            leaves.append((node, bounds))
            return
        feature = features[tree.feature[node]]
        threshold = round(float(tree.threshold[node]), DIGITS)
        low, high = bounds.get(feature, (-np.inf, np.inf))
        walk(tree.children_left[node], bounds | {feature: (low, min(high, threshold))})
        walk(tree.children_right[node], bounds | {feature: (max(low, threshold), high)})

    walk(0, {})
    return leaves


def fit_tree(
    customers: pd.DataFrame, features: list[str], *, seed: int
) -> pd.DataFrame:
    """One row per rule and feature in it; no rows for fewer than two segments.

    customers: one row per customer in a fixed order with segment_id and unscaled
    features; missing values are replaced by the median.
    """
    if customers["segment_id"].nunique() < 2:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    values = customers[features].astype("float64")
    medians = values.median().fillna(0).round(DIGITS)
    classifier = DecisionTreeClassifier(
        max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_SHARE, random_state=seed
    ).fit(values.fillna(medians).to_numpy(), customers["segment_id"].to_numpy())
    rows = [
        (
            number,
            classifier.classes_[classifier.tree_.value[node][0].argmax()],
            feature,
            low if np.isfinite(low) else None,
            high if np.isfinite(high) else None,
            medians[feature] if values[feature].isna().any() else None,
        )
        for number, (node, bounds) in enumerate(
            leaf_bounds(classifier.tree_, features), start=1
        )
        for feature, (low, high) in sorted(bounds.items())
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    features = sorted(settings["features"])
    # joined by the engine, so that no more than the sample leaves it
    sample = dbt.ref("int_segments__customer_sample").project("customer_id")
    segments = dbt.ref("int_segments__customer_segments").project(
        "customer_id, segment_id"
    )
    values = dbt.ref("int_segments__customer_features").project(
        ", ".join(["customer_id", *features])
    )
    customers = sample.join(segments, "customer_id").join(values, "customer_id").df()
    return fit_tree(
        customers.sort_values("customer_id", ignore_index=True),
        features,
        seed=settings["random_seed"],
    )
