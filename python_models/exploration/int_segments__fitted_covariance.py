"""Fit the covariance of the clustering features, for Mahalanobis distances in SQL."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.special import gammaincinv

COLUMNS = {
    "first_feature": "object",
    "second_feature": "object",
    "precision_value": "float64",
    "center": "float64",
    "distance_limit": "float64",
}
LIMIT_SHARE = 0.999
DIGITS = 9


def fit_covariance(points: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of features: the inverse covariance, and the first one's mean.

    points: one row per customer in a fixed order, one scaled column per feature. A
    constant feature is excluded. distance_limit is the squared Mahalanobis
    distance that one customer in a thousand exceeds for normal data.
    """
    columns = sorted(points.columns)
    values = points[columns].to_numpy(dtype="float64")
    if len(values) <= len(columns):
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    centers = values.mean(axis=0)
    precision = np.linalg.pinv(
        np.atleast_2d(np.cov(values, rowvar=False)), hermitian=True
    )
    varying = int(np.linalg.matrix_rank(precision, hermitian=True))
    if varying == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    # the quantile of chi squared, without importing scipy.stats
    limit = 2 * float(gammaincinv(varying / 2, LIMIT_SHARE))
    rows = [
        (first, second, precision[i, j], centers[i], limit)
        for i, first in enumerate(columns)
        for j, second in enumerate(columns)
    ]
    fitted = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return fitted.round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    customers = customers.sort_values("customer_id", ignore_index=True)
    return fit_covariance(customers[sorted(settings["features"])])
