"""Propose vars for public data and small cases, and compare with what is right.

    SEGMENTS_DATA=../shared/data python benchmarks/inputs_trial.py --cases
        ../shared/cases

Prints the table of docs/inputs_trial.md. A row is right if the proposal has no question
and gives the known value, a question if it asks what the file does not tell, and
otherwise wrong.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "python")]

from dressed_shops import Builder, lines_model  # noqa: E402
from read_vars import money_of_orders, rows_of  # noqa: E402

from propose.proposing import propose  # noqa: E402
from propose.writing import plain_values  # noqa: E402


@dataclass
class Trial:
    """Files, the value that is known, and how a proposal gives it."""

    name: str
    files: list[Path]
    known: str
    found: Callable[[dict], str]
    question: str = ""  # the key a question may be about, where the file does not tell


def money(settings: dict) -> str:
    """The money of all orders."""
    return f"{sum(money_of_orders(settings).values()):,.2f}"


def mapped_count(settings: dict) -> str:
    """How many of the customer personality data's columns are mapped."""
    columns = settings["segments_inputs"]["customers"]["columns"]
    attributes = settings["segments_customer_attributes"]
    return f"{len(columns) + len(attributes)} of 29 columns"


def dialect(settings: dict) -> str:
    """The decimal mark and the currency."""
    mark = settings["segments_inputs"]["transactions"].get("decimal", "point")
    return f"decimal {mark}, {settings['segments_currency']}"


def customers(settings: dict) -> str:
    """The mapped columns and attributes of customers."""
    columns = settings["segments_inputs"]["customers"]["columns"]
    attributes = settings.get("segments_customer_attributes", {})
    return ", ".join(
        [*columns, *(f"{name} ({one['type']})" for name, one in attributes.items())]
    )


def transactions(settings: dict) -> str:
    """The mapped columns of lines and what does not count."""
    columns = settings["segments_inputs"]["transactions"]["columns"]
    return (
        ", ".join(str(value) for value in columns.values())
        + "; "
        + ", ".join(
            f"{key.removeprefix('segments_')} {settings[key]}"
            for key in ("segments_cancelled_order_prefix", "segments_overlapping_files")
        )
    )


def customer_money(settings: dict) -> str:
    """The sum of the stated money of customers."""
    one = settings["segments_inputs"]["customers"]
    with open(PROJECT / one["from"], encoding="utf-8") as file:
        amounts = [row[one["columns"]["sales_amount"]] for row in csv.DictReader(file)]
    return f"{sum(float(amount or 0) for amount in amounts):,.0f}"


def split_demo(folder: Path) -> list[Path]:
    """The demo shop's raw lines as a file of orders and one of lines."""
    with (PROJECT / "seeds" / "demo" / "raw_segments_transactions.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    of_order = ["order_id", "customer_id", "ordered_at", "channel", "country"]
    of_line = [
        "order_id",
        "product_id",
        "product_name",
        "category",
        "quantity",
        "unit_price",
        "discount_amount",
    ]
    for name, columns in (("orders", of_order), ("lines", of_line)):
        kept = [{column: row[column] for column in columns} for row in rows]
        if name == "orders":
            kept = list({row["order_id"]: row for row in reversed(kept)}.values())[::-1]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(kept)
    return [
        folder / "orders.csv",
        folder / "lines.csv",
        PROJECT / "seeds" / "demo" / "raw_segments_customers.csv",
        PROJECT / "seeds" / "demo" / "raw_segments_products.csv",
    ]


def trials(data: Path, cases: Path, folder: Path) -> list[Trial]:
    """Every trial."""
    shops = cases / "shops"

    def case(name: str) -> Path:
        [found] = cases.glob(f"{name}-*")
        return found

    demo = split_demo(folder)
    plain = {
        "segments_inputs": {
            "transactions": {
                "from": "seeds/demo/raw_segments_transactions.csv",
                "columns": {
                    "order_id": "order_id",
                    "customer_id": "customer_id",
                    "product_id": {"first_of": ["product_id", "product_name"]},
                    "ordered_at": "ordered_at",
                    "quantity": "quantity",
                    "unit_price": "unit_price",
                    "discount_amount": "discount_amount",
                },
            }
        },
        "segments_duplicate_lines": "reject",
        "segments_cancelled_order_prefix": "",
    }
    return [
        Trial("CDNOW", [data / "cdnow" / "cdnow_sample.parquet"], "244,091.94", money),
        Trial(
            "Mall customers",
            [data / "mall_customers" / "Mall_Customers.csv"],
            "customer_id, age, gender, income, spending_score_1_100 (numeric)",
            customers,
        ),
        Trial(
            "Customer personality",
            [data / "marketing_campaign" / "marketing_campaign.parquet"],
            "26 of 29 columns",
            mapped_count,
        ),
        Trial(
            "Online Retail II",
            sorted((data / "online_retail_ii").glob("*.parquet")),
            "Invoice, Customer ID, StockCode, InvoiceDate, Quantity, Price, "
            "Description, Country; cancelled_order_prefix C, overlapping_files "
            "later_wins",
            transactions,
        ),
        Trial(
            "the demo shop, as it is",
            [PROJECT / "seeds" / "demo" / "raw_segments_transactions.csv"],
            money(plain),
            money,
        ),
        Trial("the demo shop, in four files", demo, money(plain), money),
        Trial("ids CA- and US-", [case("01") / "orders.csv"], "13,551.63", money),
        Trial("Shopify export", [case("02") / "orders_export.csv"], "479.50", money),
        Trial(
            "orders, customers, products",
            sorted(case("04").glob("*.csv")),
            "6,941.58",
            money,
        ),
        Trial(
            "Shopify export, ISO dates",
            [case("05") / "orders_export.csv"],
            "479.50",
            money,
        ),
        Trial("two orders a day", [case("08") / "orders.csv"], "40,960.00", money),
        Trial("products M, S, B", [case("09") / "orders.csv"], "4,697.79", money),
        Trial("UTC after the time", [case("10") / "orders.csv"], "4,326.34", money),
        Trial("doubles", [case("11") / "orders.csv"], "7,759.18", money),
        Trial(
            "decimal(38, 18)", [case("11") / "decimal_38_18.parquet"], "8,045.80", money
        ),
        Trial("orders with refunds", [case("13") / "orders.csv"], "6,028.53", money),
        Trial(
            "customers with totals",
            [case("14") / "customers.csv"],
            "412,001,770",
            customer_money,
        ),
        Trial(
            "one name in two folders",
            sorted(case("15").glob("*/orders.csv")),
            "1,890.00",
            overlapping_money,
        ),
        Trial(
            "two files that overlap",
            sorted(case("15b").glob("*.csv")),
            "1,890.00",
            overlapping_money,
        ),
        Trial("a product of old", sorted(case("21").glob("*.csv")), "1,860.00", money),
        Trial(
            "a till: one line per piece", [case("23") / "orders.csv"], "258.60", money
        ),
        Trial("share discount", [shops / "share_discount.csv"], "117,975.75", money),
        Trial("float residue", [shops / "float_residue.csv"], "19,322.87", money),
        Trial(
            "float residue, Parquet",
            [shops / "float_residue.parquet"],
            "19,322.87",
            money,
        ),
        Trial(
            "customers without recency",
            [shops / "no_recency.csv"],
            "customer_id, days_since_last_order, order_count, sales_amount",
            customers,
        ),
        Trial(
            "bands",
            [shops / "bands_lines.csv", shops / "bands_customers.csv"],
            "customer_id, gender, age_band (ordered), income_band (ordered)",
            customers,
        ),
        Trial(
            "customers twice, m/d/Y birthdays",
            [shops / "bands_lines.csv", shops / "twice_customers.csv"],
            "mdy",
            lambda settings: settings["segments_inputs"]["customers"]["dates"],
        ),
        Trial("blank product ids", [shops / "blank_sku.csv"], "2,970.00", money),
        Trial(
            "Windows-1252, decimal comma",
            [shops / "cp1252_euro.csv"],
            "2,376.50",
            money,
        ),
        Trial("line numbers", [shops / "line_ids.csv"], "1,200.00", money),
        Trial("bought once", [shops / "tier_names.csv"], "294,663.92", money),
        Trial(
            "one form of date a line",
            [shops / "dates.csv"],
            "a question",
            money,
            "segments_inputs.transactions.dates",
        ),
        Trial(
            "one form of money a line",
            [shops / "money.csv"],
            "decimal point, USD",
            dialect,
        ),
    ]


def overlapping_money(settings: dict) -> str:
    """The money where a later file replaces the end of the one before."""
    assert settings["segments_overlapping_files"] == "later_wins"
    one = settings["segments_inputs"]["transactions"]
    rows = rows_of(one)
    starts = {}
    for row in rows:
        starts[row["file"]] = min(starts.get(row["file"], "9"), row["ordered_at"])
    files = sorted(starts)
    following = dict(
        zip(files, [starts[name] for name in files[1:]] + ["9"], strict=True)
    )
    kept = [row for row in rows if row["ordered_at"] < following[row["file"]]]
    return (
        f"{sum(float(row['quantity']) * float(row['unit_price']) for row in kept):,.2f}"
    )


def what_is_built(builder: Builder, settings: dict, name: str) -> str:
    """How many lines or customers dbt accepts of a proposal, and their money."""
    try:
        build = builder.build(settings, name)
    except RuntimeError as error:
        return " ".join(str(error).split())[:120]
    model = lines_model(settings)
    if model == "int_segments__customers":
        return f"{build.value(f'select count(*) from {model}'):,} customers"
    [(lines, amount)] = build.rows(
        f"select count(*), coalesce(sum(line_amount), 0) from {model} where is_accepted"
    )
    return f"{lines:,} lines, {amount:,.2f}"


def outcome(trial: Trial, folder: Path) -> tuple[dict, str, str]:
    """The vars, and right, question or wrong, with what was found."""
    proposal = propose(trial.files, folder)
    settings = plain_values(proposal.values())
    questions = proposal.questions()
    if questions:
        asked = ", ".join(key for key, _ in questions)
        result = "question" if trial.question else "question (known value)"
        return settings, result, asked
    found = trial.found(settings)
    return settings, "right" if found == trial.known else "wrong", found


def main() -> None:
    """Run every trial and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--cases", type=Path, default=PROJECT.parent / "shared" / "cases"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(
            os.environ.get("SEGMENTS_DATA", PROJECT.parent / "shared" / "data")
        ),
    )
    parser.add_argument("--build", action="store_true", help="build each with dbt")
    asked = parser.parse_args()
    data, cases = asked.data.resolve(), asked.cases.resolve()
    # what dbt may read
    os.environ["SEGMENTS_DATA"] = os.path.commonpath([data, cases])
    counts: Counter = Counter()
    print("| files | known to be right | outcome | proposed | built |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        builder = Builder(folder)
        for number, trial in enumerate(trials(data, cases, folder)):
            settings, result, found = outcome(trial, folder)
            counts[result] += 1
            same = "the same" if found == trial.known else found
            built = ""
            if asked.build and not result.startswith("question"):
                built = what_is_built(builder, settings, f"trial_{number}")
            row = (trial.name, trial.known, result, same, built)
            print(f"| {' | '.join(row)} |", flush=True)
    print(
        ", ".join(f"{result}: {count}" for result, count in sorted(counts.items())),
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
