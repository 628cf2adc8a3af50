"""Measure how stable every cluster is when the customers are drawn anew."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist, squareform
from sklearn import config_context
from sklearn.cluster import DBSCAN, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "cluster": "int32",
    "customer_count": "int64",
    "silhouette": "float64",
    "jaccard": "float64",
    "jaccard_error": "float64",
    "clustering_ari": "float64",
    "prediction_strength": "float64",
    "prediction_strength_error": "float64",
}
DIGITS = 9
CUSTOMERS = 6_000  # drawn anew for k-means and tiers: a draw is as large as the sample
SILHOUETTE_CUSTOMERS = 2_000  # for the other algorithms as well
REFITTED = ("kmeans", "money_tiers", "mixture", "ward", "dbscan")
DRAWS = 20
SPLITS = 10


def refit(
    algorithm: str, drawn: np.ndarray, points: np.ndarray, count: int, *, seed: int, eps
) -> np.ndarray:
    """The clusters of all points by a model fitted on a bootstrap draw of them.

    drawn: count of each point in the draw. Hierarchy and density have no rule for other
    customers, who get the cluster of the nearest customer of the draw. Raises
    ValueError for an algorithm without a rule to fit it again.
    """
    if algorithm not in REFITTED:
        raise ValueError(
            f"refit has no rule for {algorithm}; add one for its stability."
        )
    if algorithm == "mixture":
        fitted = GaussianMixture(count, reg_covar=1e-3, random_state=seed)
        return fitted.fit(np.repeat(points, drawn, axis=0)).predict(points)
    if algorithm in ("ward", "dbscan"):
        part = np.repeat(points, drawn, axis=0)
        if algorithm == "ward":
            labels = fcluster(linkage(part, "ward"), count, "maxclust")
        else:
            labels = DBSCAN(eps=eps, min_samples=2 * part.shape[1]).fit_predict(part)
        nearest = cKDTree(part).query(points)[1]
        return np.unique(labels[nearest], return_inverse=True)[1]
    # each point once, weighted by its count: the same centres, a third fewer points
    fitted = KMeans(count, n_init=3, random_state=seed)
    fitted.fit(points[drawn > 0], sample_weight=drawn[drawn > 0])
    return fitted.predict(points)


def count_common(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Customers in cluster i of the first and j of the second labels; both from 0."""
    width = columns.max() + 1
    cells = np.bincount(rows * width + columns, minlength=(rows.max() + 1) * width)
    return cells.reshape(-1, width).astype("float64")


def adjusted_rand(common: np.ndarray) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985) of a table of common members."""
    pairs, row_pairs, column_pairs, all_pairs = (
        (sizes * (sizes - 1) / 2).sum()
        for sizes in (common, common.sum(1), common.sum(0), common.sum())
    )
    if all_pairs == 0:
        return np.nan
    expected = row_pairs * column_pairs / all_pairs
    most = (row_pairs + column_pairs) / 2
    return 1.0 if most == expected else float((pairs - expected) / (most - expected))


def mean_and_error(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over draws, the first axis, and its standard error."""
    error = draws.std(axis=0, ddof=1) if len(draws) > 1 else np.nan * draws[0]
    return draws.mean(axis=0), error / len(draws) ** 0.5


def cluster_jaccards(
    points: np.ndarray,
    labels: np.ndarray,
    algorithm: str,
    count: int,
    *,
    seed: int,
    eps: float | None = None,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean bootstrap Jaccard of every cluster, its error, and the mean adjusted Rand.

    Hennig (2007), Cluster-wise assessment of cluster stability: each draw, of as many
    customers as there are, is clustered, and every original cluster is compared
    with the most similar new one, over all customers.
    """
    random = np.random.default_rng(seed)
    original = np.unique(labels, return_inverse=True)[1]
    distinct = np.unique(points, axis=0, return_inverse=True)[1].ravel()
    jaccards, agreement = [], []
    for _ in range(DRAWS):
        draws = random.integers(0, len(points), len(points))
        drawn = np.bincount(draws, minlength=len(points))
        if len(np.unique(distinct[draws])) < count:
            continue
        redrawn = refit(algorithm, drawn, points, count, seed=seed, eps=eps)
        common = count_common(original, redrawn)
        union = common.sum(1)[:, None] + common.sum(0)[None, :] - common
        jaccards.append((common / union).max(axis=1))
        agreement.append(adjusted_rand(common))
    if not agreement:
        unknown = np.full(original.max() + 1, np.nan)
        return unknown, unknown, np.nan
    return *mean_and_error(np.array(jaccards)), float(np.mean(agreement))


def prediction_strength(
    points: np.ndarray, count: int, *, seed: int
) -> tuple[float, float]:
    """How well one half of the customers predicts the clusters of the other; its error.

    Tibshirani and Walther (2005): of the pairs of customers that k-means on their own
    half assigns to one cluster, the share that the centres of the other half do too;
    the weakest cluster of each half, averaged over ten splits. NaN for too few
    customers.
    """
    random = np.random.default_rng(seed)
    strengths = []
    for _ in range(SPLITS):
        order = random.permutation(len(points))
        halves = points[order[::2]], points[order[1::2]]
        if min(len(np.unique(half, axis=0)) for half in halves) <= count:
            return np.nan, np.nan
        first, second = (
            KMeans(count, n_init=2, random_state=seed).fit(half) for half in halves
        )
        common = count_common(second.labels_, first.predict(halves[1]))
        sizes = common.sum(1)
        pairs = np.maximum(sizes * (sizes - 1), 1)
        strengths.append(((common * (common - 1)).sum(1) / pairs).min())
    return tuple(map(float, mean_and_error(np.array(strengths))))


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


def tiers_of(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """The coordinates along the line the tiers lie on, shape (customers, 1)."""
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

    sample: one row per customer in order of a hash of the key, so that its head is a
    random part of it. Re-fits are costly and are done for k-means, tiers and the
    algorithm of segments_algorithm; the others' jaccard is null.
    """
    # those that do not vary are no dimension of a density or a mixture
    features = [name for name in features if sample[name].nunique() > 1] or features
    all_points = sample[features].to_numpy(dtype="float64")[:CUSTOMERS]
    head = all_points[:SILHOUETTE_CUSTOMERS]
    distances = squareform(pdist(head)) if len(head) else np.empty((0, 0))
    frames, judged = [], {}
    codebook = codebook.sort_values(["algorithm", "cluster_count", "prototype"])
    for (name, count), prototypes in codebook.groupby(["algorithm", "cluster_count"]):
        centers = prototypes[features].to_numpy(dtype="float64")
        points = all_points if name in ("kmeans", "money_tiers") else head
        nearest = cKDTree(centers).query(points)[1] if len(points) else []
        labels = prototypes["cluster"].to_numpy()[nearest]
        numbers, numbered, sizes = np.unique(
            labels, return_inverse=True, return_counts=True
        )
        rows = pd.DataFrame({"cluster": numbers, "customer_count": sizes})
        if 2 <= len(numbers) < len(points):
            judged[len(frames)] = numbered[: len(head)]
            if name in ("kmeans", "money_tiers", algorithm):
                matrix = tiers_of(points, centers) if name == "money_tiers" else points
                found = cluster_jaccards(
                    matrix, labels, name, count, seed=seed, eps=eps
                )
                rows["jaccard"], rows["jaccard_error"], rows["clustering_ari"] = found
            if name == "kmeans":
                found = prediction_strength(points, count, seed=seed)
                rows["prediction_strength"], rows["prediction_strength_error"] = found
        frames.append(rows.assign(algorithm=name, cluster_count=count))
    if judged:
        each = silhouettes(distances, list(judged.values()))
        for (frame, labels), values in zip(judged.items(), each, strict=True):
            means = pd.Series(values).groupby(labels).mean()
            frames[frame]["silhouette"] = means.reindex(frames[frame].index)
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return found.reindex(columns=list(COLUMNS)).astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample")
    density = dbt.ref("int_segments__fitted_density").df()
    with (
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = judge_clusters(
            customers.order("md5(customer_id), customer_id").df(),
            dbt.ref("int_segments__codebook").df(),
            sorted(settings["features"]),
            algorithm=settings["algorithm"],
            eps=float(density["eps"].max()) if len(density) else None,
            seed=settings["random_seed"],
        )
    return found
