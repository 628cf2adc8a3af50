"""What recommendations cost, as ratios to building customer_products.

    python benchmarks/generate_shop.py --lines 10000000 --output build/big
    SEGMENTS_DUCKDB_PATH=build/cost.duckdb dbt compile --target-path build/cost
    python benchmarks/recommendation_cost.py build/big build/cost.duckdb build/cost

Loads the generated lines as they come out of the cleaning, with customers dealt to six
segments by hash, and runs the compiled SQL of the models, each after what it reads, in
one process with one thread and a memory limit of 2 GiB. Prints the CPU seconds of each
model and their ratios to those of customer_products.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

FIRST = "int_segments__customer_products"
UPSTREAM = (FIRST, "int_segments__orders")
PAIRS = ("int_segments__product_pairs", "int_segments__product_neighbours")
SERVING = (
    "int_segments__personal_candidates",
    "int_segments__ladder_candidates",
    "int_segments__recommendation_candidates",
    "int_segments__leftover_candidates",
    "int_segments__recommended_products",
    "segments__recommendations",
)
MEMORY_LIMIT = "2GiB"
CUSTOMERS = 200_000

BASE = """
create table int_segments__order_lines as
select
    row_number() over () as line_id, order_id, customer_id, product_id, ordered_at,
    cast(quantity as decimal(18, 4)) as quantity, discount_amount,
    cast(quantity * unit_price - discount_amount as decimal(18, 4)) as line_amount,
    channel, country, quantity > 0 as is_sale, not starts_with(order_id, 'C')
    and product_id like 'P%' as is_product
from '{folder}/transactions.parquet' where customer_id is not null;
create table int_segments__products as
select product_id, min(product_name) as product_name, min(category) as category,
    product_id like 'P%' as is_product
from '{folder}/transactions.parquet' group by product_id;
create table int_segments__as_of_dates as
select cast(max(ordered_at) as date) + 1 as as_of_date, true as is_current
from int_segments__order_lines;
create table int_segments__customer_segments as
select distinct customer_id, 'S0' || (hash(customer_id) % 6 + 1) as segment_id
from int_segments__order_lines;
create table segments__profiles as
select segment_id, 'Segment ' || segment_id as segment_name, count(*) as customer_count
from int_segments__customer_segments group by segment_id;
create table segments_recommendation_exclusions as
select 'NONE' as product_code_pattern, '' as reason;
"""


def ordered(manifest: dict) -> list[dict]:
    """The SQL models of the products folders after what they read."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and (
            (
                "/products/" in node["original_file_path"]
                and node["name"] != "segments__product_preferences"
            )
            or node["name"] in UPSTREAM
        )
    }
    done: list[str] = []

    def visit(key: str) -> None:
        if key in nodes and key not in done:
            for parent in nodes[key]["depends_on"]["nodes"]:
                visit(parent)
            done.append(key)

    for key in sorted(nodes, key=lambda name: FIRST not in name):
        visit(key)
    return [nodes[key] for key in done]


def main() -> None:
    folder, database, target = (Path(argument) for argument in sys.argv[1:4])
    manifest = json.loads((target / "manifest.json").read_text())
    database.unlink(missing_ok=True)
    connection = duckdb.connect(
        str(database), config={"threads": 1, "memory_limit": MEMORY_LIMIT}
    )
    connection.execute("set preserve_insertion_order = false")
    connection.execute(BASE.format(folder=folder))
    seconds = {}
    for node in ordered(manifest):
        path = target / "compiled" / node["package_name"] / node["original_file_path"]
        start = time.process_time()
        connection.execute(
            f"create or replace table main.{node['name']} as {path.read_text()}"
        )
        seconds[node["name"]] = time.process_time() - start
        print(f"{node['name']:48} {seconds[node['name']]:8.1f} s", flush=True)
    [(customers,)] = connection.execute(
        "select count(*) from int_segments__customer_segments"
    ).fetchall()
    serving = sum(seconds[name] for name in SERVING)
    pairs = sum(seconds[name] for name in PAIRS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\ncustomer_products: 1 ({seconds[FIRST]:.1f} CPU s)")
    print(f"item to item, both days: {pairs / seconds[FIRST]:.2f}")
    print(
        f"recommendations for all {customers}: {serving / seconds[FIRST]:.2f}, for"
        f" {CUSTOMERS}: {serving / seconds[FIRST] * min(1, CUSTOMERS / customers):.2f}"
    )
    print(f"everything: {sum(seconds.values()) / seconds[FIRST]:.2f}")
    print(f"peak memory: {peak:.2f} GiB, limit {MEMORY_LIMIT}")


if __name__ == "__main__":
    main()
