"""Does the rule for the number of segments find the true groups? 150 generated shops.

    python benchmarks/cluster_study.py > docs/cluster_study.md

Of every three seeds 24 shops hold 3 to 6 personas, half of them well apart and half
overlapping, and 6 have no groups (three with correlated log-normal behaviour, three
uniform), written by generate_shop.py; of every three other seeds 24 shops have the
eight shapes of cluster_shapes.py, and 21 have no groups. Each is brought to the default
features and the default scale, and judged by the functions the build itself uses. The
limits were set on the shops of the first seeds; those of the others were drawn
afterwards and changed nothing. Printed as Markdown tables; --parts prints some of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
MODELS = REPOSITORY / "python_models" / "segmentation"
sys.path[:0] = [str(MODELS), str(REPOSITORY / "benchmarks")]

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import yaml  # noqa: E402
from cluster_shapes import (  # noqa: E402
    SHAPES,
    WITHOUT_GROUPS,
    shop_with_groups,
    shop_without_groups,
)
from generate_shop import write_scaled  # noqa: E402
from int_segments__cluster_stability import (  # noqa: E402
    CUSTOMERS,
    cluster_jaccards,
    prediction_strength,
)
from int_segments__clustering_tendency import find_tendency  # noqa: E402
from int_segments__fitted_transforms import fit_transforms  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.discriminant_analysis import (  # noqa: E402
    QuadraticDiscriminantAnalysis,
)
from sklearn.metrics import adjusted_rand_score  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

TUNED_SEEDS, FRESH_SEEDS = (1, 2, 3), (21, 22, 23)
SEPARATED, OVERLAPPING = 1.0, 2.2
LINES, SHAPED = 25_000, 1_500
SETTINGS = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
TUNING = SETTINGS["segments_tuning_defaults"]
INTRODUCTION = """\
Written by `python benchmarks/cluster_study.py`. *Separable* is the share of customers
that a discriminant analysis which knows the truth gets right; *silhouette* is the
null-adjusted silhouette at its best number of clusters;
*stability* is the bootstrap Jaccard of the weakest cluster; ARI compares the segments
with the personas. The limits in `segments_tuning` were set after the shops of the last
two parts had been seen; those of the first two changed nothing. In the eight
shapes two segments are enough; elsewhere it takes three, the default.
"""
# sums are of decimals, whose order does not matter
FEATURES = """
with orders as (
    select
        customer_id,
        order_id,
        min(ordered_at::date) as order_date,
        sum((quantity * unit_price - discount_amount)::decimal(18, 4)) as paid,
        sum((quantity * unit_price)::decimal(18, 4)) as listed,
        sum(discount_amount::decimal(18, 4)) as saved,
        sum((quantity * unit_price)::decimal(18, 4))
            filter (where product_id like 'P%') as product_money,
        sum(quantity) filter (where product_id like 'P%') as units
    from '{folder}/transactions.parquet'
    where quantity > 0 and left(order_id, 1) not in ('C', 'R')
    group by all
),
today as (select max(order_date) + 1 as today from orders)
select
    customer_id,
    persona,
    ln(1 + min(date_diff('day', order_date, today))) as days_since_last_order,
    ln(1 + count(*)) as order_count,
    ln(1 + sum(paid)::double / count(*)) as average_order_value,
    sum(saved)::double / sum(listed)::double as discount_share,
    ln(1 + sum(product_money)::double / nullif(sum(units), 0)::double)
        as average_unit_price
from orders
cross join today
join '{folder}/personas.parquet' using (customer_id)
group by all
order by customer_id
"""


def scaled_shop(
    personas: int, *, spread: float, latent_shape: str, seed: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """A shop's customers on the scale of the clustering, and their personas."""
    with tempfile.TemporaryDirectory() as folder:
        write_scaled(
            output=Path(folder),
            line_count=LINES,
            personas=personas,
            seed=seed,
            spread=spread,
            latent_shape=latent_shape,
        )
        customers = duckdb.sql(FEATURES.format(folder=folder)).df()
    return scale(customers), customers["persona"].to_numpy()


def scale(customers: pd.DataFrame) -> pd.DataFrame:
    """Customers on the scale of the clustering, by the build's own transforms."""
    fitted = fit_transforms(
        customers,
        features=SETTINGS["segments_clustering_features"],
        family_weights=SETTINGS["segments_family_weights"],
        winsor_share=SETTINGS["segments_winsor_share"],
    )
    scaled = pd.DataFrame(index=customers.index)
    for row in fitted[fitted["is_used"]].itertuples():
        filled = customers[row.feature].fillna(row.missing_value)
        limited = filled.clip(row.lower_limit, row.upper_limit)
        scaled[row.feature] = (limited - row.center) / row.scale * row.weight
    return scaled


def tuned(name: str) -> float:
    """A constant of segments_tuning."""
    return TUNING[name][0]


def decide(scaled: pd.DataFrame, *, seed: int, fewest: int | None = None) -> dict:
    """What the build decides: groups or none, and the number of segments."""
    features = list(scaled.columns)
    tendency = find_tendency(
        scaled, features, largest=SETTINGS["segments_cluster_count_max"], seed=seed
    )
    order = np.random.default_rng(seed).permutation(len(scaled))
    points = scaled.to_numpy()[order]
    rows, labels = [], {}
    for count in tendency["cluster_count"]:
        found = KMeans(count, n_init=10, random_state=seed).fit_predict(points)
        labels[count] = found
        jaccards = cluster_jaccards(
            points[:CUSTOMERS], found[:CUSTOMERS], "kmeans", count, seed=seed
        )[0]
        smallest = np.bincount(found).min() / len(found)
        predicted = prediction_strength(points[:CUSTOMERS], count, seed=seed)[0]
        rows.append((count, jaccards.min(), smallest, predicted))
    rows = pd.DataFrame(rows, columns=["count", "stability", "smallest", "predicted"])
    rows["silhouette"] = tendency["null_adjusted_silhouette"]
    is_predicted = rows["predicted"] >= tuned("smallest_prediction_strength")
    silhouette = rows["silhouette"].max()
    has_groups = rows["silhouette"].where(is_predicted).max() >= tuned(
        "smallest_clustering_tendency"
    )
    smallest = SETTINGS["segments_smallest_segment_share"] * np.where(
        rows["stability"] >= tuned("continuum_stability"), tuned("smallest_niche"), 1
    )
    fewest = fewest or SETTINGS["segments_cluster_count_min"]
    enough = rows[rows["count"] >= fewest]
    sound = rows[
        is_predicted
        & (rows["count"] >= fewest)
        & (rows["smallest"] >= smallest)
        & (rows["stability"] >= tuned("smallest_stability"))
        & (rows["silhouette"] >= tuned("smallest_relative_tendency") * silhouette)
    ]
    large = enough[enough["smallest"] >= smallest[enough.index]]
    best = (
        sound.iloc[-1]
        if len(sound)
        else (large if len(large) else enough).nlargest(1, "stability").iloc[0]
    )
    chosen = np.empty(len(scaled), dtype=int)
    chosen[order] = labels[best["count"]]
    return {
        "has_groups": bool(has_groups),
        "null_adjusted_silhouette": float(silhouette),
        "count": int(best["count"]),
        "stability": float(best["stability"]),
        "labels": chosen,
    }


def row_of(
    shop: tuple[str, int, int], scaled: pd.DataFrame, truth, fewest: int | None = None
) -> dict:
    """What was planted in a shop, and what was found."""
    found = decide(scaled, seed=SETTINGS["segments_random_seed"], fewest=fewest)
    row = dict(zip(("shop", "seed", "planted"), shop, strict=True))
    row |= {"told_apart": np.nan, "ari": np.nan}
    if truth is not None:
        best = QuadraticDiscriminantAnalysis().fit(scaled, truth)
        row["told_apart"] = best.score(scaled, truth)
        row["ari"] = adjusted_rand_score(truth, found["labels"])
    row["found"] = str(found["count"]) if found["has_groups"] else "no clusters"
    row["null_adjusted_silhouette"] = found["null_adjusted_silhouette"]
    row["stability"] = found["stability"]
    print(row, file=sys.stderr, flush=True)
    return row


def study_shapes(seeds: list[int]) -> pd.DataFrame:
    """One row per shop of cluster_shapes.py; two segments are enough here."""
    rows = []
    for seed in seeds:
        for shape, (shares, _) in SHAPES.items():
            customers, truth = shop_with_groups(shape, count=SHAPED, seed=seed)
            planted = len(shares) + (shape == "4 with giants")
            rows.append(row_of((shape, seed, planted), scale(customers), truth, 2))
        for kind in WITHOUT_GROUPS:
            customers = shop_without_groups(kind, count=SHAPED, seed=seed)
            row = row_of((f"no groups, {kind}", seed, 1), scale(customers), None, 2)
            rows.append(row)
    return pd.DataFrame(rows)


def study(seeds: list[int]) -> pd.DataFrame:
    """One row per shop: what was planted, and what was found."""
    shops = [
        (count, spread, "normal", seed)
        for spread in (SEPARATED, OVERLAPPING)
        for count in (3, 4, 5, 6)
        for seed in seeds
    ] + [(1, 1.0, shape, seed) for shape in ("normal", "uniform") for seed in seeds]
    rows = []
    for personas, spread, shape, seed in shops:
        scaled, truth = scaled_shop(
            personas, spread=spread, latent_shape=shape, seed=seed
        )
        kind = "separated" if spread == SEPARATED else "overlapping"
        shop = f"{personas} personas, {kind}"
        if personas == 1:
            shop = "no groups, " + ("log-normal" if shape == "normal" else shape)
        truth = None if personas == 1 else truth
        rows.append(row_of((shop, seed, personas), scaled, truth))
    return pd.DataFrame(rows)


def share(hits: pd.Series) -> str:
    return f"{int(hits.sum())} of {len(hits)}"


def print_summary(rows: pd.DataFrame) -> None:
    """How many of each kind of shop were right, as a Markdown table."""
    number = pd.to_numeric(rows["found"], errors="coerce")
    error = (number - rows["planted"]).abs()
    print("| shops | right | within one |\n|---|---|---|")
    shapes = set(SHAPES) & set(rows["shop"])
    groups = {"the eight shapes": rows["shop"].isin(shapes)} if shapes else {}
    if not shapes:
        for name in ("separated", "overlapping"):
            groups[name] = rows["shop"].str.endswith(name)
    for name, chosen in groups.items():
        print(f"| {name} | {share(error[chosen] == 0)} | {share(error[chosen] <= 1)} |")
    unstructured = rows["planted"] == 1
    print(f"| no groups | {share(rows['found'][unstructured] == 'no clusters')} | |\n")


def print_shops(rows: pd.DataFrame) -> None:
    """Every shop, as a Markdown table."""
    print("| shop | seed | separable | found | silhouette | stability | ARI |")
    print("|---|---|---|---|---|---|---|")
    for row in rows.itertuples():
        told = "" if np.isnan(row.told_apart) else f"{row.told_apart:.2f}"
        ari = "" if np.isnan(row.ari) else f"{row.ari:.2f}"
        print(
            f"| {row.shop} | {row.seed} | {told} | {row.found} "
            f"| {row.null_adjusted_silhouette:.3f} | {row.stability:.2f} | {ari} |"
        )
    print()


def main() -> None:
    """Run the study and print its tables."""
    threadpool_limits(1)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=PARTS)
    arguments = parser.parse_args()
    if arguments.parts == list(PARTS):
        print("# Does the rule find the true groups?\n")
        print(INTRODUCTION)
    for part in arguments.parts:
        title, judge, seeds = PARTS[part]
        rows = judge(seeds)
        print(f"## {title}\n")
        print_summary(rows)
        print_shops(rows)


PARTS = {
    "fresh": ("Shops drawn after the limits were set", study, FRESH_SEEDS),
    "fresh-shapes": (
        "Shops of the eight shapes drawn after the limits were set",
        study_shapes,
        FRESH_SEEDS,
    ),
    "tuned": ("Shops the limit of the tendency was set on", study, TUNED_SEEDS),
    "tuned-shapes": (
        "Shops of the eight shapes the other limits were set on",
        study_shapes,
        TUNED_SEEDS,
    ),
}

if __name__ == "__main__":
    main()
