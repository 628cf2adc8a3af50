"""What recommendations cost, as ratios to building customer_products.

    python benchmarks/generate_shop.py --lines 10000000 --output build/big
    SEGMENTS_DUCKDB_PATH=build/cost.duckdb dbt compile --target-path build/cost
    python benchmarks/recommendation_cost.py build/big build/cost.duckdb build/cost

Loads the generated lines as they come out of the cleaning, with customers dealt to six
segments by hash, and runs the compiled SQL of the models, each after what it reads, in
one process with one thread and a memory limit of 1.6 GiB, so that the process stays
below 2 GiB. Prints the CPU seconds and the peak memory of each model, and the ratios of
the seconds to those of customer_products.

The generated shop of ten million lines has 776,000 customers of eleven products each.
`--recommend-to 200000` recommends to so many of them; `--fold-into 200000` makes that
many customers of them all, so that each has bought several times as much.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST = "int_segments__customer_products"
UPSTREAM = (
    FIRST,
    "int_segments__orders",
    "int_segments__product_aliases",
    "int_segments__product_days",
    "int_segments__recommendation_dates",
    "int_segments__segment_products",
)
PAIRS = ("int_segments__product_pairs", "int_segments__item_neighbours")
SERVING = (
    "int_segments__personal_candidates",
    "int_segments__backfill_customers",
    "int_segments__backfill_products",
    "int_segments__recommendation_candidates",
    "int_segments__recommended_products",
    "segments__recommendations",
)
# what nothing above reads, and could only blur the peak of memory
ASIDE = ("replenishment", "recommendation_coverage", "product_audiences")
METHODS = "seeds/rules/segments_recommendation_methods.csv"
MEMORY_LIMIT = "1600MiB"

BASE = """
create table int_segments__order_lines as
select
    row_number() over () as line_id, order_id, {customer} as customer_id,
    product_id, ordered_at,
    cast(quantity as decimal(18, 4)) as quantity, discount_amount,
    cast(quantity * unit_price - discount_amount as decimal(18, 4)) as line_amount,
    channel, country, quantity > 0 as is_sale, not starts_with(order_id, 'C')
    and product_id like 'P%' as is_product
from '{folder}/transactions.parquet' where customer_id is not null;
create table int_segments__products as
select product_id, min(product_name) as product_name, min(category) as category,
    cast(null as decimal(18, 4)) as unit_cost,
    cast(null as decimal(18, 4)) as stock_unit_count,
    product_id like 'P%' as is_product
from '{folder}/transactions.parquet' group by product_id;
create table int_segments__as_of_dates as
select cast(max(ordered_at) as date) + 1 as as_of_date, true as is_current
from int_segments__order_lines;
create table int_segments__customer_segments as
select customer_id, 'S0' || (hash(customer_id) % 6 + 1) as segment_id
from (select distinct customer_id from int_segments__order_lines)
order by md5(customer_id) limit {customers};
create table segments__profiles as
select segment_id, 'Segment ' || segment_id as segment_name, count(*) as customer_count
from int_segments__customer_segments group by segment_id;
create table segments_recommendation_exclusions as
select 'NONE' as product_code_pattern, '' as reason;
create table segments_recommendation_methods as select * from '{methods}';
"""


def ordered(manifest: dict) -> list[dict]:
    """The SQL models of the recommendations after what they read."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and (
            (
                "/recommendations/" in node["original_file_path"]
                and not any(word in node["name"] for word in ASIDE)
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


def forget_peak() -> float:
    """Peak memory of the process since last asked, in GiB (Linux)."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="of the generated shop")
    parser.add_argument("database", type=Path, help="named as when compiled")
    parser.add_argument("target", type=Path, help="what dbt compiled")
    parser.add_argument("--recommend-to", type=int, default=1_000_000_000)
    parser.add_argument("--fold-into", type=int)
    options = parser.parse_args()
    manifest = json.loads((options.target / "manifest.json").read_text())
    options.database.unlink(missing_ok=True)
    connection = duckdb.connect(
        str(options.database), config={"threads": 1, "memory_limit": MEMORY_LIMIT}
    )
    connection.execute("set preserve_insertion_order = false")
    customer = (
        f"'C' || lpad(cast(hash(customer_id) % {options.fold_into} as varchar), 7, '0')"
        if options.fold_into
        else "customer_id"
    )
    connection.execute(
        BASE.format(
            folder=options.folder,
            customer=customer,
            customers=options.recommend_to,
            methods=REPOSITORY / METHODS,
        )
    )
    seconds = {}
    peak = forget_peak()
    for node in ordered(manifest):
        path = (
            options.target
            / "compiled"
            / node["package_name"]
            / node["original_file_path"]
        )
        start = time.process_time()
        connection.execute(
            f"create or replace {node['config']['materialized']}"
            f" main.{node['name']} as {path.read_text()}"
        )
        seconds[node["name"]] = time.process_time() - start
        reached = forget_peak()
        peak = max(peak, reached)
        print(
            f"{node['name']:48} {seconds[node['name']]:8.1f} s {reached:6.2f} GiB",
            flush=True,
        )
    [(customers, rows)] = connection.execute(
        "select (select count(*) from int_segments__customer_segments),"
        " (select count(*) from segments__recommendations)"
    ).fetchall()
    serving = sum(seconds[name] for name in SERVING)
    pairs = sum(seconds[name] for name in PAIRS)
    print(f"\ncustomer_products: 1 ({seconds[FIRST]:.1f} CPU s)")
    print(f"item to item, both days: {pairs / seconds[FIRST]:.2f}")
    print(
        f"{rows} recommendations for {customers} customers:"
        f" {serving / seconds[FIRST]:.2f}"
    )
    print(f"everything: {sum(seconds.values()) / seconds[FIRST]:.2f}")
    print(f"peak memory: {peak:.2f} GiB, limit {MEMORY_LIMIT}")


if __name__ == "__main__":
    main()
