"""Cut the Ward hierarchy at every number of clusters tried."""

import pandas as pd

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "prototype": "int32",
    "cluster": "int32",
}


def cut(merges: pd.DataFrame, point_count: int, cluster_count: int) -> dict[int, int]:
    """The cluster, from 1, of every point at a cut into cluster_count clusters.

    merges: one row per merge, in order, as int_segments__fitted_ward_merges makes them.
    Clusters are numbered by their lowest point.
    """
    members = {point: [point] for point in range(1, point_count + 1)}
    for merge in merges.head(point_count - cluster_count).itertuples():
        members[point_count + merge.step] = members.pop(merge.left_id) + members.pop(
            merge.right_id
        )
    ordered = sorted(members.values(), key=min)
    return {
        point: cluster for cluster, group in enumerate(ordered, 1) for point in group
    }


def cut_all(
    merges: pd.DataFrame, *, point_count: int, largest: int, override: int | None
) -> pd.DataFrame:
    """One row per number of clusters (from 2) and micro-cluster, with its cluster."""
    rows = [
        ("ward", count, point, cluster)
        for count in range(2, min(max(largest, override or 0), point_count) + 1)
        for point, cluster in cut(merges, point_count, count).items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    points = dbt.ref("int_segments__fitted_micro_clusters").df()
    merges = dbt.ref("int_segments__fitted_ward_merges").df()
    return cut_all(
        merges.sort_values("step", ignore_index=True),
        point_count=points["prototype"].nunique(),
        largest=settings["cluster_count_max"],
        override=settings["cluster_count"],
    )
