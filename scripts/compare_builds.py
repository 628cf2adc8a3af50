"""Show who changes segment between two builds: from where to where, why, how much.

    python scripts/compare_builds.py old.duckdb new.duckdb
    python scripts/compare_builds.py build/shop.duckdb --schemas main candidate

Prints a Markdown table for a pull request. Two builds are two DuckDB files, or two
schemas of one. Every customer has one cause, tried in this order: entered or left (only
in one build); late data (the new build says another segment of the old date, and other
numbers or by the same model); re-fit (another segment of the old date by the same
numbers and another model); own behaviour (they ordered or returned since); time
passing. So the causes add up to everyone who moved. segments__migrations counts the
same causes where segments_previous_schema names the old build.
"""

import argparse
import sys
from pathlib import Path

import duckdb

HAS_OTHER_NUMBERS = """
create temp macro has_other_numbers(one, other) as
    one.net_amount is distinct from other.net_amount
    or one.order_count is distinct from other.order_count
    or one.days_since_last_order is distinct from other.days_since_last_order
"""

COMPARISON = """
with

old_customers as (
    select
        customer_id, segment_id, segment_name, as_of_date, net_amount,
        order_count, days_since_last_order
    from {old}.segments__customers
),

new_customers as (
    select
        customer_id, segment_id, segment_name, as_of_date, net_amount,
        order_count, days_since_last_order
    from {new}.segments__customers
),

-- the new build's own view of the old date, where that is one of its month ends
new_view as (
    select
        history.customer_id, history.segment_id, history.net_amount,
        history.order_count, history.days_since_last_order
    from {new}.segments__history as history
    where history.as_of_date = (select max(as_of_date) from old_customers)
),

known as (
    select count(*) > 0 as is_known from new_view
),

models as (
    select old_models.model_hash != new_models.model_hash as is_other_model
    from {old}.segments__model_registry as old_models
    cross join {new}.segments__model_registry as new_models
    where old_models.is_current and new_models.is_current
),

moves as (
    select
        coalesce(old_customers.segment_name, 'not a customer yet') as from_name,
        coalesce(new_customers.segment_name, 'no customer any more') as to_name,
        old_customers.customer_id is null or new_customers.customer_id is null
        or coalesce(old_customers.segment_id != new_customers.segment_id, true)
        as has_moved,
        case
            when old_customers.customer_id is null then 'entered'
            when new_customers.customer_id is null then 'left'
            when old_customers.as_of_date = new_customers.as_of_date
                and not has_other_numbers(old_customers, new_customers)
                and models.is_other_model then 're-fit'
            when old_customers.as_of_date = new_customers.as_of_date then 'late data'
            when not known.is_known then 'not known: the old date is no month end'
            when old_customers.order_count > 0 and new_view.customer_id is null
                or old_customers.order_count = 0 and new_view.customer_id is not null
                then 'late data'
            -- the new build does not say what was published, of the same day
            when new_view.segment_id != old_customers.segment_id
                and not has_other_numbers(old_customers, new_view)
                and models.is_other_model then 're-fit'
            when new_view.segment_id != old_customers.segment_id then 'late data'
            when new_customers.order_count != old_customers.order_count
                or new_customers.net_amount != old_customers.net_amount
                then 'own behaviour'
            else 'time passing'
        end as cause,
        coalesce(new_customers.net_amount, old_customers.net_amount, 0) as net_amount
    from old_customers
    full join new_customers on old_customers.customer_id = new_customers.customer_id
    left join new_view on old_customers.customer_id = new_view.customer_id
    cross join known
    cross join models
)

select from_name, to_name, cause, count(*) as customer_count,
    sum(net_amount) as net_amount
from moves
where has_moved
group by from_name, to_name, cause
order by customer_count desc, from_name, to_name, cause
"""


def compare(
    connection: duckdb.DuckDBPyConnection, old: str, new: str
) -> tuple[list[tuple], tuple]:
    """The moves, and how many customers the new build has and what they are worth."""
    connection.execute(HAS_OTHER_NUMBERS)
    moves = connection.execute(COMPARISON.format(old=old, new=new)).fetchall()
    total = connection.execute(
        f"select count(*), coalesce(sum(net_amount), 0) from {new}.segments__customers"
    ).fetchone()
    return moves, total


def markdown(moves: list[tuple], total: tuple) -> str:
    """The moves as a table, with their share of customers and revenue above it."""
    customers = sum(move[3] for move in moves)
    money = sum(move[4] for move in moves)
    share = 100 * customers / total[0] if total[0] else 0
    revenue_share = 100 * float(money) / float(total[1]) if total[1] else 0
    lines = [
        f"{customers:,} of {total[0]:,} customers ({share:.1f} %) with "
        f"{revenue_share:.1f} % of revenue change segment.",
    ]
    if moves:
        lines += [
            "",
            "| from | to | why | customers | revenue |",
            "|---|---|---|---:|---:|",
        ]
        lines += [
            f"| {source} | {target} | {cause} | {count:,} | {amount:,.2f} |"
            for source, target, cause, count, amount in moves
        ]
    return "\n".join(lines)


def main(arguments: list[str]) -> str:
    """What is printed for a command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path, help="DuckDB file of the build before")
    parser.add_argument(
        "new", type=Path, nargs="?", help="DuckDB file of the build after"
    )
    parser.add_argument(
        "--schemas", nargs=2, metavar=("OLD", "NEW"), default=["main"] * 2
    )
    asked = parser.parse_args(arguments)
    files = [asked.old, asked.new or asked.old]
    for file in files:
        if not file.exists():
            parser.error(f"there is no file {file}; build it first with dbt build")
    connection = duckdb.connect()
    connection.execute(f"attach '{files[0]}' as old_build (read_only)")
    new_name = "old_build"
    if files[0].resolve() != files[1].resolve():
        connection.execute(f"attach '{files[1]}' as new_build (read_only)")
        new_name = "new_build"
    with connection:
        return markdown(
            *compare(
                connection,
                f'old_build."{asked.schemas[0]}"',
                f'{new_name}."{asked.schemas[1]}"',
            )
        )


if __name__ == "__main__":
    print(main(sys.argv[1:]))
