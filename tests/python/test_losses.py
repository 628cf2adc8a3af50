"""A build says at its end what was lost, and fails if it is most of the input."""

from __future__ import annotations

import re

import pytest
from dbt_builds import file_inputs, run_dbt, write_orders

LINES = "assert_most_lines_and_money_are_accepted"
RECORDS = "assert_most_records_are_used"


def line(number: int, **changes) -> dict:
    """One order line that counts, worth 10.00, unless changed."""
    return {
        "order_id": f"O{number}",
        "customer_id": f"K{number % 5}",
        "product_id": "P1",
        "ordered_at": f"2024-01-{1 + number % 28:02d}",
        "quantity": 1,
        "unit_price": "10.00",
    } | changes


@pytest.fixture(scope="module")
def build_lines(tmp_path_factory):
    """A function that builds lines and the test of losses; dbt parses once."""
    folder = tmp_path_factory.mktemp("losses")
    variables = file_inputs(transactions=folder / "in" / "*.csv")
    write_orders(folder / "in" / "orders.csv", [])
    parsed = run_dbt(folder, "parse", variables=variables)

    def build(lines, *, copies=1, command="build"):
        for copy in range(copies):
            write_orders(folder / "in" / f"orders{copy or ''}.csv", lines)
        for copy in range(copies, 3):
            (folder / "in" / f"orders{copy}.csv").unlink(missing_ok=True)
        chosen = f"+{LINES}" if command == "build" else LINES
        return run_dbt(
            folder,
            *(command, "--exclude-resource-types", "unit_test", "--select", chosen),
            variables=variables,
            parsed=parsed,
        )

    return build


@pytest.mark.parametrize(
    ("bad", "status"), [(0, "pass"), (1, "pass"), (2, "warn"), (11, "fail")]
)
def test_a_build_warns_of_a_loss_and_fails_if_most_is_lost(build_lines, bad, status):
    """20 lines; more than one of them is above 5 %, more than ten above 50 %."""
    lines = [line(n, **({"customer_id": ""} if n < bad else {})) for n in range(20)]
    build = build_lines(lines)
    assert build.statuses[LINES] == status
    assert build.succeeded == (status != "fail")
    assert "Read      20 lines, 200.00 EUR" in build.report
    share = f"({100 * (20 - bad) / 20:.1f} %), {10 * (20 - bad):.2f} EUR"
    assert f"Accepted  {20 - bad} lines {share}" in build.report
    assert ("customer_id_missing" in build.report) == (bad > 0)
    assert re.search(r"Took longest: \w+ \d+ s, ", build.report)
    assert re.search(r"Built in \d+ s, \d+ lines a second", build.report)


def test_few_lines_that_hold_most_of_the_money_are_a_loss(build_lines):
    lines = [line(n) for n in range(30)]
    lines.append(line(30, customer_id="", unit_price="1000.00"))
    build = build_lines(lines)
    assert build.statuses[LINES] == "fail"
    assert "- customer_id_missing: 1 line, 1,000.00 EUR. The line" in build.report


def test_repeated_files_are_no_loss(build_lines):
    build = build_lines([line(n) for n in range(20)], copies=3)
    assert build.statuses[LINES] == "pass"
    assert "Rejected  40 lines (66.7 %), 400.00 EUR" in build.report


def test_an_empty_shop_says_which_rule_emptied_it(build_lines):
    build = build_lines([line(n, unit_price="ten") for n in range(20)])
    assert not build.succeeded
    assert "Rejected  20 lines (100.0 %) and 20 without a readable amount" in (
        build.report
    )
    assert "- unit_price_unreadable: 20 lines" in build.report
    assert "No line was accepted" in build.report


def test_records_and_columns_that_cannot_be_used_and_the_segments_are_said(tmp_path):
    orders = write_orders(
        tmp_path / "in" / "orders.csv",
        [line(n, quantity=1 + n % 3) for n in range(40)],
    )
    customers = tmp_path / "in" / "customers.csv"
    customers.write_text(
        "customer_id,age\n"
        + "".join(f"K{n},unsure\n" for n in range(5))
        + ("K5,31\n" + ",\n" * 7)
    )
    # half of the orders have no line, and half of the lines no order
    headers = tmp_path / "in" / "headers.csv"
    headers.write_text("order_id\n" + "".join(f"O{n}\n" for n in range(20, 60)))
    build = run_dbt(
        tmp_path,
        *("build", "--exclude-resource-types", "unit_test"),
        *("--select", f"+{RECORDS}", "+segments__input_mapping"),
        *("+segments__profiles", "+segments__customers"),
        variables=file_inputs(transactions=orders, customers=customers, orders=headers)
        | {"segments_tuning": {"loss_to_stop": 0.6}},
    )
    # 7 of 13 records
    assert build.statuses[RECORDS] == "warn"
    losses = build.rows(build.nodes("test")[RECORDS]["compiled_code"])
    assert sorted(losses) == [
        ("customers", "not used", pytest.approx(7 / 13), 1),
        ("orders", "fits no order line", 0.5, 1),
    ]
    assert build.succeeded, build.message
    assert "age of customers, read from age: 1 of 6 values could be read" in (
        build.report
    )
    segments = build.value("select count(*) from segments__profiles")
    assert f"  6 customers in {segments} segments" in build.report


def test_a_command_that_builds_nothing_reports_nothing(build_lines):
    lines = [line(n) for n in range(20)]
    assert build_lines(lines).report
    assert not build_lines(lines, command="test").report
