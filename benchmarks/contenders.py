"""Compare the CPU time and memory of builds with scripts of the same features.

    python benchmarks/generate_shop.py --help     # writes the lines as Parquet
    python benchmarks/contenders.py transactions.parquet --rounds 3

The contenders take turns, so that what else the machine does meets all of them. Each is
a process of its own; its CPU seconds are those of all its children, and the unit is
a bare scan of the same six columns. The scripts compute eight features per customer
from lines that they take as they are: orders, sales, average order, recency, tenure,
units, distinct products and the share of the favourite category. The builds also judge
every line, match returns and leave out what was repeated or fully returned, so that
they find fewer orders. That all scripts find the same customers, orders and sales, and
all builds, is checked. A contender whose library is absent is left out:
--polars names a Python that has polars, --spark one that has pyspark.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
COLUMNS = "customer_id, order_id, product_id, ordered_at, quantity, unit_price"
LINES = f"""
import sys
lines, target = sys.argv[1:]
columns = {[*COLUMNS.split(", "), "category", "discount_amount"]!r}
"""
SCAN = f"""
import sys, duckdb
duckdb.sql("set threads = 2")
duckdb.sql(f"select {{', '.join(f'max({{c}})' for c in '{COLUMNS}'.split(', '))}} "
    f"from '{{sys.argv[1]}}'").fetchall()
"""
DUCKDB = (
    LINES
    + """
import duckdb
duckdb.sql("set threads = 2")
duckdb.sql(f'''copy (
    with lines as (
        select *, quantity * unit_price - discount_amount as amount from '{lines}'
        where customer_id is not null and quantity > 0
    ),
    orders as (
        select customer_id, order_id, min(ordered_at) as ordered_at,
            sum(amount) as amount
        from lines group by all
    ),
    customers as (
        select customer_id, count(*) as orders, sum(amount) as sales,
            avg(amount) as average_order, max(ordered_at) as last,
            min(ordered_at) as first
        from orders group by all
    ),
    products as (
        select customer_id, product_id, category, sum(quantity) as units,
            sum(amount) as amount
        from lines group by all
    ),
    categories as (
        select customer_id, category, sum(units) as units, count(*) as products,
            sum(amount) as amount from products group by all
    ),
    favourites as (
        select customer_id, sum(units) as units, sum(products) as products,
            max(amount) / sum(amount) as favourite_share from categories group by all
    )
    select * exclude (last, first), (select max(last) from customers) - last as recency,
        (select max(last) from customers) - first as tenure
    from customers join favourites using (customer_id)
) to '{target}' (format parquet)''')
"""
)
PANDAS = (
    LINES
    + """
import pandas as pd
rows = pd.read_parquet(lines, columns=columns)
rows = rows[rows.customer_id.notna() & (rows.quantity > 0)]
rows["amount"] = (rows.quantity * rows.unit_price.astype(float)
    - rows.discount_amount.astype(float))
orders = rows.groupby(["customer_id", "order_id"], sort=False).agg(
    ordered_at=("ordered_at", "min"), amount=("amount", "sum")).reset_index()
found = orders.groupby("customer_id", sort=False).agg(
    orders=("order_id", "size"), sales=("amount", "sum"),
    average_order=("amount", "mean"),
    last=("ordered_at", "max"), first=("ordered_at", "min"))
found["recency"] = found["last"].max() - found["last"]
found["tenure"] = found["last"].max() - found["first"]
of_lines = rows.groupby("customer_id", sort=False)
found["units"] = of_lines.quantity.sum()
found["products"] = of_lines.product_id.nunique()
of_category = rows.groupby(["customer_id", "category"], sort=False).amount.sum()
found["favourite_share"] = of_category.groupby("customer_id").max() / found.sales
found = found.reset_index()
found.drop(columns=["last", "first"]).to_parquet(target)
"""
)
NAIVE = (
    PANDAS
    + """
import numpy as np
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
values = found[["orders", "sales", "average_order", "units", "products"]].to_numpy()
recency = found["recency"].dt.days.to_numpy()[:, None]
scaled = StandardScaler().fit_transform(np.hstack([values, recency]))
for count in range(2, 11):
    KMeans(count, n_init=10, random_state=42).fit(scaled)
"""
)
POLARS = (
    LINES
    + """
import polars as pl
rows = pl.scan_parquet(lines).select(columns).filter(
    pl.col("customer_id").is_not_null() & (pl.col("quantity") > 0)
).with_columns(amount=pl.col("quantity") * pl.col("unit_price").cast(float)
    - pl.col("discount_amount").cast(float))
orders = rows.group_by("customer_id", "order_id").agg(
    pl.col("ordered_at").min(), pl.col("amount").sum())
customers = orders.group_by("customer_id").agg(
    orders=pl.len(), sales=pl.col("amount").sum(),
    average_order=pl.col("amount").mean(),
    last=pl.col("ordered_at").max(), first=pl.col("ordered_at").min())
products = rows.group_by("customer_id", "product_id", "category").agg(
    pl.col("quantity").sum(), pl.col("amount").sum())
categories = products.group_by("customer_id", "category").agg(
    pl.col("quantity").sum(), pl.col("amount").sum(), products=pl.len())
favourites = categories.group_by("customer_id").agg(
    units=pl.col("quantity").sum(), products=pl.col("products").sum(),
    favourite_share=pl.col("amount").max() / pl.col("amount").sum())
found = customers.join(favourites, on="customer_id").with_columns(
    recency=pl.col("last").max() - pl.col("last"),
    tenure=pl.col("last").max() - pl.col("first")).drop("last", "first")
found.collect(engine="streaming").write_parquet(target)
"""
)
SPARK = (
    LINES
    + """
from pyspark.sql import SparkSession, functions as f
spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "4g").config("spark.sql.shuffle.partitions", "8")
    .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
rows = spark.read.parquet(lines).select(*columns).where(
    "customer_id is not null and quantity > 0"
).withColumn("amount", f.expr("quantity * unit_price - discount_amount"))
orders = rows.groupBy("customer_id", "order_id").agg(
    f.min("ordered_at").alias("ordered_at"), f.sum("amount").alias("amount"))
customers = orders.groupBy("customer_id").agg(
    f.count("*").alias("orders"), f.sum("amount").alias("sales"),
    f.avg("amount").alias("average_order"), f.max("ordered_at").alias("last"),
    f.min("ordered_at").alias("first"))
products = rows.groupBy("customer_id", "product_id", "category").agg(
    f.sum("quantity").alias("units"), f.sum("amount").alias("amount"))
categories = products.groupBy("customer_id", "category").agg(
    f.sum("units").alias("units"), f.count("*").alias("products"),
    f.sum("amount").alias("amount"))
favourites = categories.groupBy("customer_id").agg(
    f.sum("units").alias("units"), f.sum("products").alias("products"),
    f.expr("max(amount) / sum(amount)").alias("favourite_share"))
found = customers.join(favourites, "customer_id")
last = found.agg(f.max("last")).collect()[0][0]
found.withColumn("recency", f.datediff(f.lit(last), "last")).withColumn(
    "tenure", f.datediff(f.lit(last), "first")).drop("last", "first").coalesce(
    1).write.mode("overwrite").parquet(target)
java = spark.sparkContext._gateway.proc
spark.stop()
java.stdin.close()
java.wait()
"""
)
BUILDS = {
    "this project, features": ["--select", "+int_segments__customer_features"],
    "this project, base": ["--selector", "base"],
    "this project, everything": [],
}
SCRIPTS = {
    "bare scan": SCAN,
    "DuckDB SQL": DUCKDB,
    "polars, streaming": POLARS,
    "pandas, vectorised": PANDAS,
    "pandas and nine k-means": NAIVE,
    "PySpark": SPARK,
}


def run(command: list[str], environment: dict, log: Path) -> tuple[int, float, float]:
    """Exit code, CPU seconds with those of children, and peak memory in GB."""
    with log.open("wb") as said:
        process = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, said.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, said.fileno(), 2),
            ],
        )
        _, status, used = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    return code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6


def totals(path: Path, name: str) -> tuple[int, int, float]:
    """Customers, orders and sales of a result."""
    if name in BUILDS:
        query = (
            "select count(*), sum(order_count), sum(sales_amount) "
            "from int_segments__customer_features where order_count > 0"
        )
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute(query).fetchone()
    else:
        source = f"{path}/*.parquet" if path.is_dir() else str(path)
        found = duckdb.execute(
            f"select count(*), sum(orders), sum(sales) from '{source}'"
        ).fetchone()
    return int(found[0]), int(found[1]), round(float(found[2]), 2)


def contenders(asked: argparse.Namespace, folder: Path) -> dict[str, tuple]:
    """Command, environment and result of every contender that can run here."""
    found = {}
    python = {"polars, streaming": asked.polars, "PySpark": asked.spark}
    for name, script in SCRIPTS.items():
        path = folder / f"{name}.py"
        path.write_text(script)
        result = folder / f"{name}.parquet"
        interpreter = python.get(name, sys.executable)
        if interpreter:
            command = [interpreter, str(path), str(asked.lines), str(result)]
            found[name] = command, {}, result
    source = {"transactions": {"from": str(asked.lines.resolve())}}
    for name, chosen in BUILDS.items():
        result = folder / f"{name}.duckdb".replace(" ", "_").replace(",", "")
        command = [
            str(Path(sys.executable).with_name("dbt")),
            *("build", "--quiet", "--exclude-resource-types", "unit_test", "test"),
            *(*chosen, "--vars", json.dumps({"segments_inputs": source})),
            *("--project-dir", str(REPOSITORY), "--profiles-dir", str(REPOSITORY)),
        ]
        environment = {
            "SEGMENTS_DUCKDB_PATH": str(result),
            "SEGMENTS_INPUT_FOLDERS": str(asked.lines.resolve().parent),
            "DBT_TARGET_PATH": str(folder / f"{result.stem}_target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        }
        found[name] = command, environment, result
    return {name: one for name, one in found.items() if name not in asked.without}


def main() -> None:
    """Let the contenders take turns, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--polars", help="a Python that has polars")
    parser.add_argument("--spark", help="a Python that has pyspark; needs Java 17")
    parser.add_argument("--without", nargs="*", default=[], help="names to leave out")
    asked = parser.parse_args()
    spent: dict[str, list] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        known = contenders(asked, folder)
        for turn in range(asked.rounds):
            for name, (command, more, _) in known.items():
                log = folder / "said.txt"
                code, seconds, memory = run(command, os.environ | more, log)
                if code:
                    sys.exit(f"{name} failed:\n{log.read_text()[-2000:]}")
                spent.setdefault(name, []).append((seconds, memory))
                print(f"{turn + 1} {name}: {seconds:.2f} s", file=sys.stderr)
        results = {
            name: totals(result, name)
            for name, (_, _, result) in known.items()
            if name != "bare scan"
        }
    unit = statistics.median(seconds for seconds, _ in spent["bare scan"])
    print(
        "| contender | CPU seconds | bare scans | peak memory (GB) |\n|---|---|---|---|"
    )
    for name, each in spent.items():
        seconds = statistics.median(one for one, _ in each)
        memory = max(one for _, one in each)
        print(f"| {name} | {seconds:.2f} | {seconds / unit:.1f} | {memory:.2f} |")
    for kind, members in {"scripts": SCRIPTS, "builds": BUILDS}.items():
        different = {results[name] for name in members if name in results}
        if len(different) > 1:
            sys.exit(f"\nThe results of the {kind} are not the same: {results}")
        for customers, orders, sales in different:
            print(
                f"\nThe {kind} found {customers:,} customers, {orders:,} orders, "
                f"{sales:,.2f} sales."
            )


if __name__ == "__main__":
    main()
