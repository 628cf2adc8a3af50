"""Fit the normal score of each value of a feature: rank-Gauss, as rows for SQL."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.special import ndtri

COLUMNS = {
    "feature": "str",
    "stretch": "int32",
    "lower_value": "float64",
    "upper_value": "float64",
    "lower_score": "float64",
    "upper_score": "float64",
}
# the limits of scikit-learn's QuantileTransformer; scores are within 5.2
SMALLEST_SHARE = 1e-7
# equal averages may differ in the last of their 17 digits
DIGITS = 13
FAR = 1e300


def normal_scores(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values in order, and the normal score of the mean rank of each.

    values: shape (customers,), finite. Ranks are from 0 to 1, ties share the
    mean rank, as in QuantileTransformer with a quantile per customer. A value that
    several customers have at either end keeps its mean rank too; scikit-learn
    would map it to 5.2.
    """
    rounded = [float(f"{value:.{DIGITS}g}") for value in values]
    distinct, counts = np.unique(rounded, return_counts=True)
    last = np.cumsum(counts) - 1
    mean_rank = last - (counts - 1) / 2
    share = mean_rank / (len(values) - 1) if len(values) > 1 else np.array([0.5])
    return distinct, ndtri(np.clip(share, SMALLEST_SHARE, 1 - SMALLEST_SHARE))


def fit_ranks(sample: pd.DataFrame, features: list[str]) -> pd.DataFrame:
    """One row per feature and interval between two neighbouring values.

    sample: one row per customer, one column per feature, NaN for missing values.
    The first interval starts far below the smallest value, the last ends far beyond
    the largest; the score is constant within them.
    """
    parts = [pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)]
    for feature in features:
        values = sample[feature].to_numpy(dtype="float64", na_value=np.nan)
        values = values[np.isfinite(values)]
        if len(values) == 0:
            continue
        distinct, scores = normal_scores(values)
        stretches = {
            "feature": feature,
            "stretch": np.arange(len(distinct) + 1),
            "lower_value": np.concatenate([[-FAR], distinct]),
            "upper_value": np.concatenate([distinct, [FAR]]),
            "lower_score": np.concatenate([scores[:1], scores]),
            "upper_score": np.concatenate([scores, scores[-1:]]),
        }
        parts.append(pd.DataFrame(stretches).astype(COLUMNS))
    return pd.concat(parts, ignore_index=True)


def model(dbt, session):
    settings = dbt.config.get("meta")
    features = sorted(
        feature
        for feature, setting in settings["features"].items()
        if setting["transform"] == "rank_gauss"
    )
    # the customers of int_segments__customer_sample, which reads these ranks
    sample = dbt.ref("int_segments__customer_features")
    sample = sample.order("md5(customer_id), customer_id").limit(
        settings["sample_size"]
    )
    columns = (f"cast({feature} as double) as {feature}" for feature in features)
    return fit_ranks(sample.project(", ".join(columns)).df(), features)
