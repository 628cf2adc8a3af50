"""Test whether the customers form groups: compare them with a null reference."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.spatial.distance import pdist, squareform
from scipy.stats import norm, rankdata
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

COLUMNS = {
    "cluster_count": "int32",
    "customer_count": "int64",
    "silhouette": "float64",
    "null_silhouette": "float64",
    "null_spread": "float64",
    "null_adjusted_silhouette": "float64",
    "gap": "float64",
    "gap_spread": "float64",
}
DIGITS = 9
CUSTOMERS = 1_000
FEWEST_CUSTOMERS = 50
DRAWS = 10


def draw_null_reference(points: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Generated customers without groups, shape (customers, features).

    Every feature keeps exactly its values, ties and gaps included, and the features
    keep their rank correlations (normal scores of a Gaussian copula); any dependence
    beyond that is removed.
    """
    count, width = points.shape
    scores = norm.ppf((rankdata(points, axis=0) - 0.5) / count)
    correlation = np.atleast_2d(np.corrcoef(scores.T))
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    latent = np.round(random.standard_normal((count, width)) @ root.T, DIGITS)
    reference = np.empty_like(points)
    for column in range(width):
        order = np.argsort(latent[:, column], kind="stable")
        reference[order, column] = np.sort(points[:, column])
    return reference


def silhouettes(
    distances: np.ndarray, clusterings: list[np.ndarray]
) -> list[np.ndarray]:
    """The silhouette of every customer in every clustering; 0 for a singleton.

    distances: shape (customers, customers); each clustering: labels from 0, two or
    more. All sums of distances are one product, which reads the distances once.
    """
    members = [np.eye(labels.max() + 1)[labels] for labels in clusterings]
    ends = np.cumsum([part.shape[1] for part in members])[:-1]
    found = []
    for labels, sums, part in zip(
        clusterings,
        np.split(distances @ np.hstack(members), ends, axis=1),
        members,
        strict=True,
    ):
        sizes = part.sum(axis=0)
        own = np.arange(len(labels)), labels
        inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
        means = sums / sizes
        means[own] = np.inf
        outside = means.min(axis=1)
        wider = np.maximum(np.maximum(inside, outside), np.finfo("float64").tiny)
        found.append(np.where(sizes[labels] > 1, (outside - inside) / wider, 0.0))
    return found


def judge_counts(points: np.ndarray, counts: list[int], *, seed: int) -> np.ndarray:
    """Silhouette and log of the inertia of k-means for each number of clusters.

    Shape (counts, 2); NaN if there are no such clusters.
    """
    found = np.full((len(counts), 2), np.nan)
    clusterings = {}
    for row, count in enumerate(counts):
        fitted = KMeans(count, n_init=3, random_state=seed).fit(points)
        labels = np.unique(fitted.labels_, return_inverse=True)[1]
        if 1 <= labels.max() < len(points) - 1 and fitted.inertia_ > 0:
            clusterings[row] = labels
            found[row, 1] = np.log(fitted.inertia_)
    if clusterings:
        each = silhouettes(squareform(pdist(points)), list(clusterings.values()))
        found[list(clusterings), 0] = [float(silhouette.mean()) for silhouette in each]
    return found


def find_tendency(
    sample: pd.DataFrame, features: list[str], *, largest: int, seed: int
) -> pd.DataFrame:
    """One row per number of clusters: its null-adjusted silhouette.

    sample: one row per customer, sorted by key, one scaled column per feature. Measured
    on 1,000 of them and ten null references; no rows below fifty customers, or where
    hardly any differ.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    points = sample[features].to_numpy(dtype="float64")[order]
    points = points[:, np.ptp(points, axis=0) > 0] if len(points) else points
    distinct = len(np.unique(points, axis=0)) if points.size else 0
    if len(points) < FEWEST_CUSTOMERS or distinct <= largest:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    counts = list(range(2, largest + 1))
    random = np.random.default_rng(seed)
    observed = judge_counts(points, counts, seed=seed)
    references = (draw_null_reference(points, random) for _ in range(DRAWS))
    null = np.array([judge_counts(each, counts, seed=seed) for each in references])
    middle, spread = null.mean(axis=0), null.std(axis=0, ddof=1)
    rows = pd.DataFrame({"cluster_count": counts, "silhouette": observed[:, 0]})
    rows["customer_count"] = len(points)
    rows["null_silhouette"] = middle[:, 0]
    rows["null_spread"] = spread[:, 0]
    rows["null_adjusted_silhouette"] = observed[:, 0] - middle[:, 0]
    # Tibshirani, Walther and Hastie (2001), against these references
    rows["gap"] = middle[:, 1] - observed[:, 1]
    rows["gap_spread"] = spread[:, 1] * (1 + 1 / DRAWS) ** 0.5
    return rows[list(COLUMNS)].astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    with (
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = find_tendency(
            customers.sort_values("customer_id", ignore_index=True),
            sorted(settings["features"]),
            largest=max(settings["cluster_count_max"], settings["cluster_count"] or 0),
            seed=settings["random_seed"],
        )
    return found
