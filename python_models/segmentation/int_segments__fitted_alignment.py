"""Give every cluster the id of the previous segment it has most customers of."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.optimize import linear_sum_assignment

COLUMNS = {
    "cluster": "Int32",
    "revenue_rank": "Int32",
    "segment_id": "str",
    "previous_segment_id": "str",
    "event": "str",
    "common_customer_count": "int64",
    "matched_by": "str",
}
SMALLEST_COMMON_SHARE = 0.25
PART_SHARE = 0.25
NOTHING_EARLIER = "none"


def assign(common: np.ndarray) -> dict[int, int]:
    """Pairs of row (cluster) and column (previous segment) with most in common.

    common: customers in common, shape (clusters, earlier segments). Kuhn's Hungarian
    method; pairs without common customers are excluded.
    """
    pairs = zip(*linear_sum_assignment(-common), strict=True)
    return {int(row): int(column) for row, column in pairs if common[row, column] > 0}


def assign_by_centres(distances: np.ndarray) -> dict[int, int]:
    """Pairs of row (cluster) and column (previous segment) with near centres.

    distances: between centres, shape (clusters, earlier segments), NaN where one is
    unknown. A pair counts only if no other cluster is nearer to the segment.
    """
    known = np.where(np.isnan(distances), 1e300, distances)
    pairs = zip(*linear_sum_assignment(known), strict=True)
    return {
        int(row): int(column)
        for row, column in pairs
        if known[row, column] < 1e300 and known[:, column].argmin() == row
    }


def event_of(row: int, pairs: dict[int, int], into_shares: np.ndarray) -> str:
    """The lineage of a cluster: kept, merged, split or born.

    into_shares: the share of each previous segment in a cluster, shape
    (clusters, previous segments). Shares of a quarter or more count.
    """
    sources = np.flatnonzero(into_shares[row] >= 0.5)
    if row in pairs:
        others = set(sources) - {pairs[row]}
        return "merged" if others else "kept"
    return "split" if (into_shares[row] >= PART_SHARE).any() else "born"


def pair_up(
    common: np.ndarray, sizes: np.ndarray, distances: np.ndarray
) -> tuple[dict[int, int], str]:
    """The previous segment each cluster continues, and the evidence.

    common and distances: customers in common and distances between centres, shape
    (clusters, earlier segments); sizes: customers of the earlier segments. Members
    decide, unless fewer than a quarter are found again and centres are known.
    """
    too_few = common.sum() < SMALLEST_COMMON_SHARE * max(sizes.sum(), 1)
    if too_few and not np.isnan(distances).all():
        return assign_by_centres(distances), "centres"
    into_shares = common / np.maximum(sizes, 1)
    from_shares = common / np.maximum(common.sum(axis=1, keepdims=True), 1)
    share = np.maximum(into_shares, from_shares)
    pairs = assign(common) if common.size else {}
    kept = {r: c for r, c in pairs.items() if share[r, c] >= SMALLEST_COMMON_SHARE}
    return kept, "members"


def align(overlaps: pd.DataFrame) -> pd.DataFrame:
    """One row per cluster with its segment id, and one per segment that is gone.

    overlaps: one row per cluster and earlier segment, or one per cluster where nothing
    was published before. Used ids are never reused; new ones follow
    the highest, richest cluster first. A cluster with a restored id keeps it.
    """
    if overlaps.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    clusters = overlaps.drop_duplicates("cluster").sort_values("revenue_rank")
    earlier = overlaps[overlaps["previous_segment_id"] != NOTHING_EARLIER]
    common, distances = (
        earlier.pivot(index="cluster", columns="previous_segment_id", values=values)
        .reindex(clusters["cluster"])
        .sort_index(axis=1)
        .astype("float64")
        for values in ("common_customer_count", "centre_distance")
    )
    segments = list(common.columns)
    sizes = earlier.groupby("previous_segment_id")["previous_customer_count"].first()
    sizes = sizes.reindex(segments).to_numpy(dtype="float64")
    common = common.fillna(0).to_numpy()
    pairs, matched_by = pair_up(common, sizes, distances.to_numpy())
    restored = clusters["restored_segment_id"].tolist()
    if pd.notna(restored).any():
        matched_by = "version"
        pairs = {
            row: segments.index(segment)
            for row, segment in enumerate(restored)
            if segment in segments
        }
    into_shares = common / np.maximum(sizes, 1)
    number = int(overlaps["highest_number"].max())
    rows = []
    for row, cluster in enumerate(clusters.itertuples()):
        previous, segment_id, count = None, restored[row], 0
        if row in pairs:
            previous = segment_id = segments[pairs[row]]
            count = int(common[row, pairs[row]])
        elif pd.isna(segment_id):
            number += 1
            segment_id = f"S{number:02d}"
        event = event_of(row, pairs, into_shares)
        if matched_by != "members":
            event = "kept" if row in pairs else "born"
        rows.append(
            (
                *(cluster.cluster, cluster.revenue_rank, segment_id, previous, event),
                *(count, matched_by if row in pairs else None),
            )
        )
    for column in sorted(set(range(len(segments))) - set(pairs.values())):
        gone = segments[column]
        rows.append((None, None, gone, gone, "gone", 0, None))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    return align(dbt.ref("int_segments__segment_overlaps").df())
