"""Ask of every cluster whether it is found again when the customers are drawn anew."""

import warnings

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial import cKDTree
from sklearn.cluster import DBSCAN, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import (
    adjusted_rand_score,
    pairwise_distances,
    silhouette_samples,
)
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "cluster": "int32",
    "customer_count": "int64",
    "silhouette": "float64",
    "jaccard": "float64",
    "clustering_ari": "float64",
}
DIGITS = 9
CUSTOMERS = 2_000
DRAWS = 20


def refit(
    algorithm: str, part: np.ndarray, points: np.ndarray, count: int, *, seed: int, eps
) -> np.ndarray:
    """The clusters of all points by a model fitted anew on a part of them.

    Hierarchy and density give no rule for other customers: these go with the nearest
    customer of the part.
    """
    if algorithm == "mixture":
        fitted = GaussianMixture(count, reg_covar=1e-3, random_state=seed).fit(part)
        return fitted.predict(points)
    if algorithm in ("ward", "dbscan"):
        if algorithm == "ward":
            labels = fcluster(linkage(part, "ward"), count, "maxclust")
        else:
            labels = DBSCAN(eps=eps, min_samples=2 * part.shape[1]).fit_predict(part)
        nearest = cKDTree(part).query(points)[1]
        return np.unique(labels[nearest], return_inverse=True)[1]
    return KMeans(count, n_init=4, random_state=seed).fit(part).predict(points)


def cluster_jaccards(
    points: np.ndarray,
    labels: np.ndarray,
    algorithm: str,
    count: int,
    *,
    seed: int,
    eps: float | None = None,
) -> tuple[np.ndarray, float]:
    """Mean bootstrap Jaccard of every cluster, and the mean adjusted Rand index.

    Hennig (2007), Cluster-wise assessment of cluster stability: each draw is clustered
    anew and every original cluster is compared with the new one most like it.
    """
    random = np.random.default_rng(seed)
    numbers, original = np.unique(labels, return_inverse=True)
    jaccards = np.full((DRAWS, len(numbers)), np.nan)
    agreement = np.full(DRAWS, np.nan)
    for draw in range(DRAWS):
        part = points[np.sort(random.integers(0, len(points), len(points)))]
        if len(np.unique(part, axis=0)) < count:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            redrawn = refit(algorithm, part, points, count, seed=seed, eps=eps)
        common = np.zeros((len(numbers), redrawn.max() + 1))
        np.add.at(common, (original, redrawn), 1)
        union = common.sum(1)[:, None] + common.sum(0)[None, :] - common
        jaccards[draw] = (common / union).max(axis=1)
        agreement[draw] = adjusted_rand_score(original, redrawn)
    if np.isnan(agreement).all():
        return np.full(len(numbers), np.nan), np.nan
    return np.nanmean(jaccards, axis=0), float(np.nanmean(agreement))


def tiers_of(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Every place along the line the tiers lie on, shape (customers, 1)."""
    line = centers[-1] - centers[0]
    return points @ (line / max(np.linalg.norm(line), 1e-12))[:, None]


def judge_clusters(
    sample: pd.DataFrame,
    codebook: pd.DataFrame,
    features: list[str],
    *,
    algorithm: str,
    eps: float | None,
    seed: int,
) -> pd.DataFrame:
    """One row per clustering and cluster: its customers, silhouette and stability.

    Judged on 2,000 of the sampled customers. The costly refits are done for k-means,
    for tiers and for the algorithm that is asked for; the others' jaccard is null.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    points = sample[features].to_numpy(dtype="float64")[order]
    if len(points):
        apart = pairwise_distances(points)
        np.fill_diagonal(apart, 0)
    frames = []
    codebook = codebook.sort_values(["algorithm", "cluster_count", "prototype"])
    for (name, count), book in codebook.groupby(["algorithm", "cluster_count"]):
        centers = book[features].to_numpy(dtype="float64")
        nearest = cKDTree(centers).query(points)[1] if len(points) else []
        labels = book["cluster"].to_numpy()[nearest]
        numbers, sizes = np.unique(labels, return_counts=True)
        rows = pd.DataFrame({"cluster": numbers, "customer_count": sizes})
        if 2 <= len(numbers) < len(points):
            each = silhouette_samples(apart, labels, metric="precomputed")
            rows["silhouette"] = [each[labels == number].mean() for number in numbers]
            if name in ("kmeans", "tiers", algorithm):
                matrix = tiers_of(points, centers) if name == "tiers" else points
                rows["jaccard"], rows["clustering_ari"] = cluster_jaccards(
                    matrix, labels, name, count, seed=seed, eps=eps
                )
        frames.append(rows.assign(algorithm=name, cluster_count=count))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return found.reindex(columns=list(COLUMNS)).astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    density = dbt.ref("int_segments__fitted_density").df()
    return judge_clusters(
        customers.sort_values("customer_id", ignore_index=True),
        dbt.ref("int_segments__codebook").df(),
        sorted(settings["features"]),
        algorithm=settings["algorithm"],
        eps=float(density["eps"].max()) if len(density) else None,
        seed=settings["random_seed"],
    )
