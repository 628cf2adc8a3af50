"""Give every cluster the id of the earlier segment whose customers it holds."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

COLUMNS = {
    "cluster": "Int32",
    "revenue_rank": "Int32",
    "segment_id": "str",
    "previous_segment_id": "str",
    "event": "str",
    "common_customer_count": "int64",
}
SMALLEST_COMMON_SHARE = 0.25
PART_SHARE = 0.25
NOTHING_EARLIER = "none"


def assign(common: np.ndarray) -> dict[int, int]:
    """Pairs of row (cluster) and column (earlier segment) with the most in common.

    common: customers in common, shape (clusters, earlier segments). Kuhn's Hungarian
    method; a pair with nobody in common is none.
    """
    pairs = zip(*linear_sum_assignment(-common), strict=True)
    return {int(row): int(column) for row, column in pairs if common[row, column] > 0}


def event_of(
    row: int, pairs: dict[int, int], from_shares: np.ndarray, into_shares: np.ndarray
) -> str:
    """What became of a cluster: kept, merged, split or born.

    from_shares: the share of a cluster that came from each earlier segment;
    into_shares: the share of each earlier segment that went into a cluster; both of
    shape (clusters, earlier segments). Someone counts who is at least a quarter.
    """
    sources = np.flatnonzero(into_shares[row] >= 0.5)
    if row in pairs:
        others = set(sources) - {pairs[row]}
        return "merged" if others else "kept"
    return "split" if (into_shares[row] >= PART_SHARE).any() else "born"


def align(overlaps: pd.DataFrame) -> pd.DataFrame:
    """One row per cluster with its segment id, and one per segment that is gone.

    overlaps: one row per cluster and earlier segment, or one per cluster where nothing
    was published before. Ids that were ever used are not given again; new ones follow
    the highest, richest cluster first.
    """
    if overlaps.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    clusters = overlaps.drop_duplicates("cluster").sort_values("revenue_rank")
    earlier = overlaps[overlaps["previous_segment_id"] != NOTHING_EARLIER]
    table = earlier.pivot(
        index="cluster", columns="previous_segment_id", values="common_customer_count"
    )
    table = table.reindex(clusters["cluster"]).fillna(0).sort_index(axis=1)
    common = table.to_numpy(dtype="float64")
    sizes = earlier.groupby("previous_segment_id")["previous_customer_count"].first()
    into_shares = common / sizes.reindex(table.columns).to_numpy(dtype="float64")
    from_shares = common / np.maximum(common.sum(axis=1, keepdims=True), 1)
    pairs = assign(common) if common.size else {}
    pairs = {
        row: column
        for row, column in pairs.items()
        if max(into_shares[row, column], from_shares[row, column])
        >= SMALLEST_COMMON_SHARE
    }
    number = int(overlaps["highest_number"].max())
    rows = []
    for row, cluster in enumerate(clusters.itertuples()):
        previous, segment_id, count = None, None, 0
        if row in pairs:
            previous = segment_id = table.columns[pairs[row]]
            count = int(common[row, pairs[row]])
        else:
            number += 1
            segment_id = f"S{number:02d}"
        event = event_of(row, pairs, from_shares, into_shares)
        rows.append(
            (cluster.cluster, cluster.revenue_rank, segment_id, previous, event, count)
        )
    for column in sorted(set(range(len(table.columns))) - set(pairs.values())):
        rows.append(
            (None, None, table.columns[column], table.columns[column], "gone", 0)
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    return align(dbt.ref("int_segments__segment_overlaps").df())
