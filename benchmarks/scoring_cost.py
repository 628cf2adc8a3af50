"""Measure what scoring every customer costs, in scans of the clustering features.

    python benchmarks/scoring_cost.py                  # 2,000,000 customers
    python benchmarks/scoring_cost.py --customers 200000
    python benchmarks/scoring_cost.py --clusters 4 --prototypes 300 --runs 1   # Ward

Puts made-up customers and centres where the models look for them, has dbt write the
models' own SQL, and runs that. Costs are CPU seconds with one thread, the least of
several; a scan is one sum of every clustering feature, in the same process.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
DBT = [str(Path(sys.executable).with_name("dbt")), "--quiet"]
FEATURES = [
    "average_order_value",
    "average_unit_price",
    "days_since_last_order",
    "discount_share",
    "order_count",
]
MODELS = [
    "stg_segments__previous_parameters",
    "int_segments__restored_prototypes",
    "int_segments__prototypes",
    "int_segments__customer_clusters",
]
SCALED = "int_segments__customer_scaled"
BEFORE = """
    select customers.customer_id, prototypes.cluster, sqrt(min({square})) as distance
    from int_segments__customer_scaled as customers
    cross join int_segments__prototypes as prototypes
    group by customers.customer_id, prototypes.cluster
    qualify row_number() over (
        partition by customers.customer_id order by distance, prototypes.cluster
    ) <= 2
"""


def make_tables(
    database: Path, customers: int, clusters: int, prototypes: int | None
) -> None:
    """Customers and prototypes, each feature normal, drawn from a fixed seed.

    prototypes: of all clusters together; None for one each, the centre of k-means.
    """
    algorithm = "ward" if prototypes else "kmeans"
    normal = "sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())"
    columns = ", ".join(f"{normal} as {feature}" for feature in FEATURES)
    with duckdb.connect(database) as connection:
        connection.execute("set threads = 1; select setseed(0.5)")
        connection.execute(
            f"create table {SCALED} as select "
            "'C' || lpad(cast(number as varchar), 8, '0') as customer_id, "
            f"number < 20000 as is_in_sample, {columns} "
            f"from range({customers}) as numbers (number)"
        )
        connection.execute(
            f"create table int_segments__codebook as select '{algorithm}' as algorithm,"
            f" {clusters} as cluster_count, cast(number as integer) as prototype, "
            f"cast(1 + (number - 1) % {clusters} as integer) as cluster, "
            f"1 as customer_count, {columns} "
            f"from range(1, {prototypes or clusters} + 1) as numbers (number)"
        )
        connection.execute(
            "create table int_segments__cluster_candidates as select "
            f"'{algorithm}' as algorithm, {clusters} as cluster_count, 1 as choice_rank"
        )
        connection.execute(
            "create table int_segments__value_terciles "
            "(customer_id varchar, is_current boolean, tercile integer)"
        )


def compiled_scoring(folder: Path) -> str:
    """The SQL of the scoring model, its views made in the folder's database."""
    places = {
        "SEGMENTS_DUCKDB_PATH": str(folder / "shop.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    subprocess.run(
        [*DBT, "run", "--select", *MODELS],
        cwd=PROJECT,
        env=os.environ | places,
        check=True,
    )
    [compiled] = (folder / "target" / "compiled").rglob(f"{MODELS[-1]}.sql")
    return compiled.read_text()


def cheapest(connection: duckdb.DuckDBPyConnection, query: str, runs: int) -> float:
    """The least CPU seconds that a query took."""
    seconds = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_SELF)
        connection.execute(query).fetchall()
        after = resource.getrusage(resource.RUSAGE_SELF)
        seconds.append(
            after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        )
    return min(seconds)


def measure(
    customers: int,
    clusters: int,
    runs: int,
    *,
    prototypes: int | None,
    also_before: bool,
) -> str:
    """One line of the table: every cost in scans."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_tables(folder / "shop.duckdb", customers, clusters, prototypes)
        scoring = compiled_scoring(folder)
        with duckdb.connect(folder / "shop.duckdb") as connection:
            connection.execute("set threads = 1")
            sums = ", ".join(f"sum({feature})" for feature in FEATURES)
            scan = cheapest(connection, f"select {sums} from {SCALED}", 3 * runs)
            keep = "create or replace temp table kept as "
            write = "create or replace table written as "
            square = " + ".join(
                f"(customers.{each} - prototypes.{each}) ** 2" for each in FEATURES
            )
            queries = {
                "scored": keep + scoring,
                "scored and written": write + scoring,
                "features copied": write + f"select * from {SCALED}",
            }
            if also_before:
                queries["by a join and a group by"] = keep + BEFORE.format(
                    square=square
                )
            costs = {
                name: cheapest(connection, query, runs) / scan
                for name, query in queries.items()
            }
    found = ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
    of = f" of {prototypes} prototypes" if prototypes else ""
    return f"{clusters:2} clusters{of}: scan {scan * 1000:.0f} ms; in scans: {found}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=2_000_000)
    parser.add_argument("--clusters", type=int, nargs="+", default=[4, 8, 10])
    parser.add_argument("--prototypes", type=int, help="as Ward and mixtures have")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--also-before", action="store_true")
    options = parser.parse_args()
    for clusters in options.clusters:
        print(
            measure(
                options.customers,
                clusters,
                options.runs,
                prototypes=options.prototypes,
                also_before=options.also_before,
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
