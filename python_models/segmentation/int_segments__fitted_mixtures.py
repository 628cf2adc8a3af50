"""Fit Gaussian mixtures: clusters of different shape and size."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

COLUMNS = {
    "cluster_count": "int32",
    "cluster": "int32",
    "axis": "int32",
    "feature": "str",
    "coefficient": "float64",
    "axis_offset": "float64",
    "log_weight": "float64",
    "bic": "float64",
    "customer_count": "int64",
}
DIGITS = 9
CUSTOMERS = 5_000
SMALLEST_VARIANCE = 1e-3
STARTS = 3


def fit_mixture(points: np.ndarray, count: int, *, seed: int) -> GaussianMixture:
    """The best of three mixtures with full covariances.

    points: shape (customers, features). A single start may miss the best mixture, and
    the BIC then rises where it should fall.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return GaussianMixture(
            count, n_init=STARTS, reg_covar=SMALLEST_VARIANCE, random_state=seed
        ).fit(points)


def tidy_mixture(fitted: GaussianMixture, features: list[str]) -> pd.DataFrame:
    """One row per cluster, axis and feature; clusters in order of their means.

    A customer's distance along an axis is the sum of coefficient times value, less
    axis_offset; log_weight less half the sum of its squares over the axes is the
    logarithm of the membership, up to a constant that all clusters share.
    """
    order = np.lexsort(np.round(fitted.means_, DIGITS).T[::-1])
    rows = []
    for cluster, component in enumerate(order, 1):
        precision = fitted.precisions_cholesky_[component]
        log_weight = np.log(fitted.weights_[component])
        log_weight += np.log(np.diag(precision)).sum()
        for axis in range(len(features)):
            offset = fitted.means_[component] @ precision[:, axis]
            rows += [
                (cluster, axis + 1, feature, precision[row, axis], offset, log_weight)
                for row, feature in enumerate(features)
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS)[1:7])


def fit_all(
    sample: pd.DataFrame,
    features: list[str],
    *,
    largest: int,
    override: int | None,
    seed: int,
) -> pd.DataFrame:
    """The mixtures of two clusters and more; no rows where fewer customers differ.

    sample: one row per customer, sorted by key, one scaled column per feature; fitted
    on 5,000 of them at most, the same ones every time. A feature that does not vary is
    left out: it has no likelihood.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    features = [name for name in features if sample[name].nunique() > 1]
    points = sample[features].to_numpy(dtype="float64")[order]
    distinct = len(np.unique(points, axis=0)) if len(points) else 0
    frames = []
    for count in range(2, min(max(largest, override or 0), distinct) + 1):
        fitted = fit_mixture(points, count, seed=seed)
        rows = tidy_mixture(fitted, features)
        frames.append(rows.assign(cluster_count=count, bic=fitted.bic(points)))
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    rows = pd.concat(frames, ignore_index=True).assign(customer_count=len(points))
    return rows[list(COLUMNS)].astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return fit_all(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        largest=settings["cluster_count_max"],
        override=settings["cluster_count"],
        seed=settings["random_seed"],
    )
