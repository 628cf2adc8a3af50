"""Measure that fitting takes no more memory where there are more customers.

    python benchmarks/fit_memory.py          # 200,000, a million and three million

The fits read the customers of the sample, 20,000 at most, from a database that holds
all of them. Each number of customers, and each limit on what DuckDB may keep of the
file, is measured in a process of its own: the most it ever held, what DuckDB says it
holds after the read, and what is left of the process when DuckDB is closed and the
fits are done.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
FEATURES = ["frequency", "preference", "recency", "taste", "worth"]
SAMPLE = 20_000


def make_customers(database: Path, customers: int) -> None:
    """Scaled customers, drawn from a fixed seed, the first 20,000 in the sample."""
    normal = "sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())"
    columns = ", ".join(f"{normal} as {feature}" for feature in FEATURES)
    with duckdb.connect(database) as connection:
        connection.execute("set threads = 1; select setseed(0.5)")
        connection.execute(
            "create table int_segments__customer_scaled as select "
            "'C' || lpad(cast(number as varchar), 8, '0') as customer_id, "
            f"hash(number) % {customers} < {SAMPLE} as is_in_sample, {columns} "
            f"from range({customers}) as numbers (number)"
        )


def resident() -> float:
    """MiB the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def fit(database: Path, limit: str) -> None:
    """What the Python models of k-means and the hierarchy do with the sample."""
    sys.path.insert(0, str(PROJECT / "python_models" / "segmentation"))
    import int_segments__fitted_kmeans as kmeans  # noqa: PLC0415
    import int_segments__fitted_micro_clusters as micro_clusters  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    with duckdb.connect(database, read_only=True) as connection:
        connection.execute(f"set threads = 1; set memory_limit = '{limit}'")
        relation = connection.table("int_segments__customer_scaled")
        sample = relation.filter("is_in_sample").df()
        [(kept,)] = connection.execute(
            "select sum(memory_usage_bytes) / 1048576 from duckdb_memory()"
        ).fetchall()
    sample = sample.sort_values("customer_id", ignore_index=True).head(SAMPLE)
    with threadpool_limits(1):
        points = sample[FEATURES].to_numpy()
        for count in (2, 5, 10):
            kmeans.fit_kmeans(points, count, seed=42)
        micro_clusters.tidy_points(sample, FEATURES, micro_clusters=300, seed=42)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(sample)} in the sample, DuckDB limited to {limit}: peak {peak:.0f} MiB; "
        f"DuckDB kept {kept:.0f} MiB; without it, after the fits, {resident():.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = [200_000, 1_000_000, 3_000_000]
    parser.add_argument("--customers", type=int, nargs="+", default=sizes)
    parser.add_argument("--limits", nargs="+", default=["32MB", "256MB"])
    parser.add_argument("--fit", type=Path, help="fit from this database and stop")
    options = parser.parse_args()
    if options.fit:
        fit(options.fit, options.limits[0])
        return
    for customers in options.customers:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "shop.duckdb"
            make_customers(database, customers)
            for limit in options.limits:
                print(f"{customers} customers:", end=" ", flush=True)
                subprocess.run(
                    [
                        *(sys.executable, __file__, "--fit", database),
                        *("--limits", limit),
                    ],
                    check=True,
                )


if __name__ == "__main__":
    main()
