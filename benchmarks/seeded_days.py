"""Build a shop day by day incrementally and anew: are all tables equal, row by row?

    python benchmarks/seeded_days.py --days 200 --seed 1
    python benchmarks/seeded_days.py --days 20 --seed 2 --orders --whole-every 10

Every day draws what happens to a small shop: new customers, new pairs of customer and
product, late lines, returns of old orders, corrections, deletions, lines without a
customer, a file that is sent again, a date far off that moves the limits of plausible
dates, a code that becomes a product or ceases to be one, a build that fails midway,
and a changed setting, which rebuilds everything by itself. The shop is built twice:
into a database that is kept, with segments_incremental, and into a new one. Every kept
table is compared every day, and every table of base and history each `--whole-every`
days.
`--orders` adds an input of orders whose money is spread over lines, some of them of
several customers. A row per day is printed, then the events and their days; the exit
code is 1 where a table differs.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gc
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

REPOSITORY = Path(__file__).resolve().parents[1]
FIRST_DAY = date(2024, 1, 1)
LINE = (
    *("order_id", "customer_id", "product_id", "product_name", "ordered_at"),
    *("quantity", "unit_price", "discount_amount", "status"),
)
ORDER = ("order_id", "shipping", "discount_amount", "refunded")
KEPT = (
    *("line_facts", "transaction_lines", "lines_with_order_money", "return_matches"),
    *("fully_returned_orders", "order_lines", "orders", "customer_products"),
    *("running_totals", "customer_order_features"),
)
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
WHOLE = ("orders", "customers", "segmentation", "history")
SETTINGS = (
    {"segments_return_window_days": 20},
    {"segments_zero_prices": "keep"},
    {"segments_overlapping_files": "later_wins"},
    {"segments_duplicate_lines": "keep"},
)


class Shop:
    """Files of order lines, and what happens to them on a day."""

    def __init__(self, seed: int, has_orders: bool) -> None:
        self.draw = random.Random(seed)
        self.has_orders = has_orders
        self.files: dict[str, list[dict]] = {}
        self.orders: dict[str, dict] = {}
        self.today = FIRST_DAY
        self.names = {f"P{number:03d}": f"Thing {number}" for number in range(30)}
        self.names |= {"POST": "Postage", "FEE": "Bank charges"}
        self.settings: dict = {}
        self.number = 0
        self.customers = 0
        for _ in range(60):
            self.sell_to_new_customers()
            self.today += timedelta(days=2)

    @property
    def lines(self) -> list[dict]:
        """Every line of every file."""
        return [line for lines in self.files.values() for line in lines]

    def line(self, order: str, customer: str, day: date, **changes: str) -> dict:
        """One line of a sale."""
        product = self.draw.choice([*self.names])
        line = {
            "order_id": order,
            "customer_id": customer,
            "product_id": product,
            "product_name": self.names[product],
            "ordered_at": f"{day} {self.draw.randrange(8, 20):02d}:15:00",
            "quantity": str(self.draw.choice([1, 1, 2, 3, 12])),
            "unit_price": self.draw.choice(["2.5", "4.95", "10", "0", "19.99"]),
            "discount_amount": self.draw.choice(["", "", "", "0.5"]),
            "status": "",
        }
        return line | changes

    def order(self, customer: str, day: date) -> list[dict]:
        """The lines of an order."""
        self.number += 1
        order = f"{self.number:06d}"
        count = self.draw.choice([1, 1, 2, 3])
        lines = [self.line(order, customer, day) for _ in range(count)]
        if self.has_orders:
            self.orders[order] = {
                "order_id": order,
                "shipping": self.draw.choice(["", "4.9"]),
                "discount_amount": self.draw.choice(["", "", "1"]),
                "refunded": self.draw.choice(["", "", "", "2"]),
            }
            if self.draw.random() < 0.05:
                lines.append(self.line(order, self.known(), day))
        if self.draw.random() < 0.1:
            lines.append(dict(lines[0]))  # a piece or a repeat
        return lines

    def known(self) -> str:
        """A customer of before."""
        return f"K{self.draw.randrange(max(self.customers, 1)):05d}"

    def write(self, lines: list[dict]) -> None:
        """Add lines to the file of today."""
        self.files.setdefault(f"lines_{self.today}.csv", []).extend(lines)

    def some_file(self) -> str:
        """A file of before."""
        return self.draw.choice(sorted(self.files))

    def sell_to_new_customers(self) -> None:
        """Customers who were not there before."""
        for _ in range(self.draw.randrange(1, 5)):
            self.customers += 1
            self.write(self.order(f"K{self.customers:05d}", self.today))

    def sell_new_pairs(self) -> None:
        """Orders of known customers."""
        for _ in range(self.draw.randrange(1, 5)):
            self.write(self.order(self.known(), self.today))

    def late_lines(self) -> None:
        """An order of weeks ago."""
        day = self.today - timedelta(days=self.draw.randrange(2, 60))
        self.write(self.order(self.known(), day))

    def returns_of_old_orders(self) -> None:
        """Lines that give sales back."""
        for sale in self.draw.sample(self.lines, 3):
            if not sale["quantity"].startswith("-"):
                order = self.draw.choice(["C" + sale["order_id"], sale["order_id"]])
                back = sale | {
                    "order_id": order,
                    "quantity": "-" + sale["quantity"],
                    "ordered_at": f"{self.today} 21:00:00",
                }
                self.write([back])

    def corrections(self) -> None:
        """Another value in a line of any day."""
        lines = self.files[self.some_file()]
        if lines:
            line = self.draw.choice(lines)
            column, value = self.draw.choice(
                [
                    *(("quantity", "7"), ("unit_price", "3.3"), ("status", "returned")),
                    *(("customer_id", self.known()), ("status", "cancelled")),
                    ("ordered_at", f"{self.today - timedelta(days=9)} 09:00:00"),
                ]
            )
            line[column] = value
        if self.orders:
            self.draw.choice([*self.orders.values()])["shipping"] = "7.5"

    def deletions(self) -> None:
        """A line that is not there any more."""
        lines = self.files[self.some_file()]
        if lines:
            lines.pop(self.draw.randrange(len(lines)))

    def deleted_customer(self) -> None:
        """No line of a customer is there any more."""
        customer = self.known()
        for name, lines in self.files.items():
            self.files[name] = [x for x in lines if x["customer_id"] != customer]

    def lines_without_a_customer(self) -> None:
        """Orders of nobody."""
        self.write(self.order(self.draw.choice(["", "nan"]), self.today))

    def a_file_sent_again(self) -> None:
        """The same lines under another name."""
        name = self.some_file()
        self.files[f"{name[:-4]}_again.csv"] = [dict(line) for line in self.files[name]]

    def a_copy_withdrawn(self) -> None:
        """Files that were sent again go."""
        for name in [
            name for name in sorted(self.files) if name.endswith("_again.csv")
        ]:
            del self.files[name]

    def a_date_far_off(self) -> None:
        """An order years off, which moves the plausible dates."""
        day = self.today + timedelta(days=self.draw.choice([-4000, -3900, 360, 400]))
        self.write(self.order(self.known(), day))

    def a_code_renamed(self) -> None:
        """A code whose name makes it a product, or none."""
        product = self.draw.choice([*self.names])
        self.names[product] = self.draw.choice(["Postage", "Voucher", f"New {product}"])
        for line in self.lines:
            if line["product_id"] == product:
                # the lines of one customer only: the others' orders follow
                line["product_name"] = self.names[product]
                break
        for _ in range(3):
            sale = self.line("", self.known(), self.today, product_id=product)
            self.number += 1
            sale |= {
                "order_id": f"{self.number:06d}",
                "product_name": self.names[product],
            }
            self.write([sale])

    def an_order_number_used_again(self) -> None:
        """A number of an earlier order."""
        sale = self.draw.choice(self.lines)
        self.write([sale | {"ordered_at": f"{self.today} 12:00:00", "quantity": "4"}])

    def a_changed_setting(self) -> None:
        """Another setting, which rebuilds everything."""
        self.settings = self.draw.choice([{}, *SETTINGS])

    def pass_day(self) -> list[str]:
        """A few events of a new day; their names."""
        self.today += timedelta(days=1)
        likely = {
            self.sell_to_new_customers: 6,
            self.sell_new_pairs: 6,
            self.late_lines: 3,
            self.returns_of_old_orders: 3,
            self.corrections: 3,
            self.deletions: 2,
            self.deleted_customer: 1,
            self.lines_without_a_customer: 2,
            self.a_file_sent_again: 1,
            self.a_copy_withdrawn: 0.5,
            self.a_date_far_off: 0.5,
            self.a_code_renamed: 1,
            self.an_order_number_used_again: 1,
            self.a_changed_setting: 0.4,
        }
        count = self.draw.randrange(2, 6)
        events = self.draw.choices([*likely], [*likely.values()], k=count)
        for event in events:
            event()
        return sorted({event.__name__ for event in events})

    def save(self, folder: Path) -> dict:
        """Write all files; the vars that read them."""
        lines_folder = folder / "lines"
        lines_folder.mkdir(parents=True, exist_ok=True)
        for file in lines_folder.iterdir():
            file.unlink()
        for name, lines in self.files.items():
            write_csv(lines_folder / name, LINE, lines)
        inputs = {"transactions": {"from": f"{lines_folder}/"}}
        if self.has_orders:
            write_csv(folder / "orders.csv", ORDER, self.orders.values())
            inputs["orders"] = {"from": str(folder / "orders.csv")}
        return {"segments_inputs": inputs} | self.settings


def write_csv(path: Path, columns: tuple[str, ...], rows: object) -> None:
    """Write rows as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


class Project:
    """dbt in this process; a project is parsed once per vars."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifests: dict[str, object] = {}

    def build(self, database: Path, variables: dict, *arguments: str) -> tuple:
        """Build; whether it succeeded, the CPU seconds and what it said at its end."""
        os.environ |= {
            "SEGMENTS_DUCKDB_PATH": str(database),
            "SEGMENTS_INPUT_FOLDERS": str(self.folder),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        said = []

        def listen(event: object) -> None:
            if event.info.name == "JinjaLogInfo" or event.info.level == "error":
                said.append(event.info.msg)

        text = json.dumps(variables, sort_keys=True)
        places = ("--project-dir", str(REPOSITORY), "--profiles-dir", str(REPOSITORY))
        options = ("--log-level", "none", "--log-level-file", "none")
        key = f"{database} {text}"
        if key not in self.manifests:
            command = [*options, "parse", *places, "--vars", text]
            parsed = dbtRunner().invoke([*command, "--no-partial-parse"])
            if not parsed.success:
                sys.exit(str(parsed.exception))
            self.manifests[key] = parsed.result
        started = time.process_time()
        result = dbtRunner(manifest=self.manifests[key], callbacks=[listen]).invoke(
            [*options, "build", *places, "--vars", text, *NO_TESTS, *arguments]
        )
        DuckDBConnectionManager.close_all_connections()
        gc.collect()
        return result.success, time.process_time() - started, "\n".join(said)


def different_tables(kept: Path, anew: Path) -> tuple[int, list[str]]:
    """How many tables were built anew, and those that the other build has otherwise."""
    with contextlib.closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{kept}' as kept (read_only)")
        connection.execute(f"attach '{anew}' as anew (read_only)")
        columns = {}
        for database, table, column in connection.execute(
            "select database_name, table_name, column_name from duckdb_columns() "
            "where database_name in ('kept', 'anew') and schema_name = 'main' "
            "and (table_name like 'segments\\_\\_%' escape '\\' or list_contains(?, "
            "replace(table_name, 'int_segments__', ''))) order by all",
            [[*KEPT]],
        ).fetchall():
            columns.setdefault(table, {}).setdefault(database, []).append(column)
        columns = {table: named for table, named in columns.items() if "anew" in named}
        wrong = []
        for table, named in columns.items():
            names = ", ".join(f'"{name}"' for name in named["anew"])
            if named.get("kept") != named["anew"]:
                wrong.append(table)
                continue
            for one, other in (("kept", "anew"), ("anew", "kept")):
                query = (
                    f"select count(*) from (select {names} from {one}.main.{table} "
                    f"except all select {names} from {other}.main.{table})"
                )
                if connection.execute(query).fetchone()[0]:
                    wrong.append(table)
                    break
    return len(columns), wrong


def main() -> None:
    """Run the days."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders", action="store_true", help="with an input of orders")
    parser.add_argument("--whole-every", type=int, default=10)
    given = parser.parse_args()
    shop = Shop(given.seed, given.orders)
    days, wrong_days, happened = 0, 0, Counter()
    print(f"{'day':>4} {'lines':>6} {'tables':>6} {'kept s':>7} {'anew s':>7}  events")
    with tempfile.TemporaryDirectory(prefix="seeded_days_") as name:
        folder = Path(name)
        project = Project(folder)
        kept, anew = folder / "kept.duckdb", folder / "anew.duckdb"
        for day in range(given.days):
            events = shop.pass_day() if day else ["the first build"]
            variables = shop.save(folder)
            is_whole = day % given.whole_every == given.whole_every - 1
            whole = (
                ("--select", *(f"+tag:segments_{name}" for name in WHOLE))
                if is_whole
                else ()
            )
            features = "int_segments__customer_order_features"
            part = ("--select", f"+{features}", "+int_segments__customer_products")
            lines = whole or part
            keeping = variables | {"segments_incremental": True}
            if shop.draw.random() < 0.1:
                events.append("a build that failed midway")
                project.build(kept, keeping, *lines, "--exclude", fails_at(shop.draw))
                shop.pass_day()
                shop.save(folder)
            keep = lines if whole else (*lines, "+int_segments__kept_build")
            is_kept, kept_seconds, said = project.build(kept, keeping, *keep)
            anew.unlink(missing_ok=True)
            is_anew, anew_seconds, said_anew = project.build(anew, variables, *lines)
            if not (is_kept and is_anew):
                sys.exit(f"{said}\n{said_anew}")
            count, wrong = different_tables(kept, anew)
            days += 1
            wrong_days += bool(wrong)
            happened.update(events)
            report = re.findall(r"Everything was rebuilt.*|.* customers changed", said)
            print(
                f"{day:4} {len(shop.lines):6} {count:6} {kept_seconds:7.1f} "
                f"{anew_seconds:7.1f}  {', '.join(events)};{''.join(report)}"
                f"{' DIFFERENT: ' + ', '.join(wrong) if wrong else ''}",
                flush=True,
            )
    for event, count in sorted(happened.items()):
        print(f"{count:5} days with {event}")
    print(f"{days} days, {wrong_days} with a table that differs")
    sys.exit(bool(wrong_days))


def fails_at(draw: random.Random) -> str:
    """The model from which on a build does not go."""
    return draw.choice(
        [
            "int_segments__transaction_lines+",
            "int_segments__orders+",
            "int_segments__order_lines+",
        ]
    )


if __name__ == "__main__":
    main()
