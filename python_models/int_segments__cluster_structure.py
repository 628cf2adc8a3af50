"""Ask whether customers fall into groups: compare them with a crowd that does not."""

import warnings

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import pairwise_distances, silhouette_score
from threadpoolctl import threadpool_limits

COLUMNS = {
    "cluster_count": "int32",
    "customer_count": "int64",
    "silhouette": "float64",
    "null_silhouette": "float64",
    "null_spread": "float64",
    "excess": "float64",
    "null_largest_excess": "float64",
}
DIGITS = 9
CUSTOMERS = 1_000
FEWEST_CUSTOMERS = 50
DRAWS = 10


def draw_crowd(points: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Customers without groups who have the same features, shape (customers, features).

    Every feature keeps exactly its own values, ties and gaps included, and the features
    keep their rank correlations (normal scores of a Gaussian copula); only what the
    features do together beyond that is gone.
    """
    count, width = points.shape
    scores = norm.ppf((rankdata(points, axis=0) - 0.5) / count)
    correlation = np.atleast_2d(np.corrcoef(scores.T))
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    latent = np.round(random.standard_normal((count, width)) @ root.T, DIGITS)
    crowd = np.empty_like(points)
    for column in range(width):
        order = np.argsort(latent[:, column], kind="stable")
        crowd[order, column] = np.sort(points[:, column])
    return crowd


def silhouettes(points: np.ndarray, counts: list[int], *, seed: int) -> np.ndarray:
    """The silhouette of k-means for each number of clusters; NaN where none."""
    found = np.full(len(counts), np.nan)
    apart = pairwise_distances(points)
    np.fill_diagonal(apart, 0)
    for place, count in enumerate(counts):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            labels = KMeans(count, n_init=3, random_state=seed).fit_predict(points)
        if 2 <= len(np.unique(labels)) < len(points):
            found[place] = silhouette_score(apart, labels, metric="precomputed")
    return found


def find_structure(
    sample: pd.DataFrame, features: list[str], *, largest: int, seed: int
) -> pd.DataFrame:
    """One row per number of clusters: how far the silhouette exceeds a crowd's.

    sample: one row per customer, sorted by key, one scaled column per feature. Looks at
    1,000 of them and ten crowds; no rows below fifty customers or where they are alike.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    points = sample[features].to_numpy(dtype="float64")[order]
    points = points[:, np.ptp(points, axis=0) > 0] if len(points) else points
    distinct = len(np.unique(points, axis=0)) if points.size else 0
    if len(points) < FEWEST_CUSTOMERS or distinct <= largest:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    counts = list(range(2, largest + 1))
    random = np.random.default_rng(seed)
    observed = silhouettes(points, counts, seed=seed)
    null = np.array(
        [
            silhouettes(draw_crowd(points, random), counts, seed=seed)
            for _ in range(DRAWS)
        ]
    )
    rows = pd.DataFrame({"cluster_count": counts, "silhouette": observed})
    rows["customer_count"] = len(points)
    rows["null_silhouette"] = null.mean(axis=0)
    rows["null_spread"] = null.std(axis=0, ddof=1)
    rows["excess"] = observed - null.mean(axis=0)
    rows["null_largest_excess"] = (null - null.mean(axis=0)).max()
    return rows[list(COLUMNS)].astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return find_structure(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        largest=max(settings["cluster_count_max"], settings["cluster_count"] or 0),
        seed=settings["random_seed"],
    )
