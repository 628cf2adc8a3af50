"""Every error of a file is treated as in docs/bad_input.md."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import bad_input_cases as cases
import duckdb
import pytest
from bad_input_cases import HOSTILE, READ, REFUSED, Case
from dbt_builds import (
    NO_TESTS,
    NO_UNIT_TESTS,
    REPOSITORY,
    Build,
    file_inputs,
    merged,
    run_dbt,
)
from population_cases import POPULATIONS

DEFAULT = json.dumps({})
RECORDS = {
    "customers": cases.CUSTOMER_RECORDS,
    "products": cases.PRODUCT_RECORDS,
    "campaign_contacts": cases.CONTACT_RECORDS,
}
LINES = ("--select", "segments_exchange_rates", "+int_segments__transaction_lines")


def named(each: Case) -> str:
    """The name of a case, for pytest."""
    return each.name


def settings(case: Case) -> str:
    """The vars of a case, as a key."""
    return json.dumps(case.variables, sort_keys=True)


def write(case: Case, folder: Path) -> None:
    """The file of a case, and the one beside it."""
    (folder / f"{case.name}{case.suffix}").write_bytes(case.content())
    if case.second:
        (folder / f"{case.name}-2{case.suffix}").write_bytes(case.second.content())


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> dict[str, Build]:
    """A build per set of vars, of a folder with a file per case."""
    made = {}
    for key in sorted({settings(case) for case in READ}):
        folder = tmp_path_factory.mktemp("bad_input")
        (folder / "orders").mkdir()
        for case in READ:
            if settings(case) == key:
                write(case, folder / "orders")
        # most of these lines are bad on purpose
        limits = {"segments_tuning": {"loss_to_warn": 1, "loss_to_stop": 1}}
        variables = merged(
            file_inputs(transactions=f"{folder}/orders/") | limits, json.loads(key)
        )
        if key == DEFAULT:
            for name, content in RECORDS.items():
                (folder / f"{name}.csv").write_text(content)
                variables["segments_inputs"][name] = {"from": f"{folder}/{name}.csv"}
        # the shop of all cases with default settings is built whole
        arguments = (*NO_UNIT_TESTS, *(LINES if json.loads(key) else ()))
        made[key] = run_dbt(folder, "build", *arguments, variables=variables)
        assert made[key].succeeded, made[key].message
    return made


def lines_of(builds: dict[str, Build], case: Case, query: str) -> list[tuple]:
    """The rows of a query over the lines of a case, in a table named lines."""
    return builds[settings(case)].rows(
        "with lines as (select * from int_segments__transaction_lines "
        f"where source_file in ('{case.name}{case.suffix}', "
        f"'{case.name}-2{case.suffix}')) {query}"
    )


def record_count(content: bytes) -> int:
    """Records of CSV bytes as Python's csv module counts them, blank lines aside."""
    csv.field_size_limit(10_000_000)
    return sum(
        any(row) for row in csv.reader(io.StringIO(content.decode(), newline=""))
    )


@pytest.mark.parametrize("case", READ, ids=named)
def test_no_line_is_lost_and_each_has_its_reason(builds, case):
    expected = sum(
        each.good_lines
        + len(each.lines)
        + each.tail.count(b",,,,,,,,\n")
        + record_count(each.tail.replace(b",,,,,,,,\n", b""))
        + each.turned_lines
        for each in (case, case.second)
        if each
    )
    found = Counter(
        reason
        for (reason,) in lines_of(builds, case, "select rejection_reasons from lines")
    )
    assert found.total() == expected
    accepted = found.pop(None, 0)
    assert found == Counter(case.reasons)
    assert accepted == expected - len(case.reasons)


@pytest.mark.parametrize("case", READ, ids=named)
def test_no_penny_is_lost(builds, case):
    [(amount,)] = lines_of(
        builds, case, "select sum(line_amount) from lines where is_accepted"
    )
    good = case.good_lines
    if case.second and case.second.treatment == "A":
        good += case.second.good_lines
    assert (amount or 0) == good * cases.GOOD_AMOUNT + Decimal(case.amount)


@pytest.mark.parametrize("case", [case for case in READ if case.corrected], ids=named)
def test_corrections_are_counted(builds, case):
    [(count,)] = lines_of(
        builds, case, f"select count(*) from lines where is_{case.corrected}"
    )
    assert count > 0


@pytest.mark.parametrize("case", [case for case in READ if case.sees], ids=named)
def test_what_was_read_is_what_was_written(builds, case):
    for expression, value in case.sees.items():
        [(found,)] = lines_of(
            builds,
            case,
            f"select {expression} from lines where order_id not like '%-good-%'",
        )
        assert found == value, expression


def test_the_shop_of_all_cases_reconciles(builds):
    found = builds[DEFAULT].rows(
        "select distinct difference from segments__reconciliation"
    )
    assert found == [(0,)]


def test_records_of_other_inputs_that_are_not_used_are_counted(builds):
    shop = builds[DEFAULT]
    assert (
        shop.rows("select * from segments__rejected_records order by all")
        == cases.REJECTED_RECORDS
    )
    assert shop.rows(
        "select stage, expected, accepted, rejected from segments__reconciliation "
        "where measure = 'records' and expected > 0 order by stage_order"
    ) == [
        ("customers input", 6, 1, 5),
        ("products input", 3, 1, 2),
        ("campaign_contacts input", 10, 1, 9),
    ]
    assert (
        shop.value(
            "select sum(record_count) from segments__cleaning_summary "
            "where reason_code = 'malformed_row'"
        )
        == 4
    )


def test_what_is_personal_is_kept_but_published_nowhere(builds):
    shop = builds[DEFAULT]
    kept = shop.value(
        "select count(*) from stg_segments__raw_customers "
        f"where malformed_row like '%{cases.CANARY}%'"
    )
    assert kept == 2
    for table in shop.public_tables:
        leaked = shop.value(
            f"select count(*) from {table} as published "
            f"where cast(published as varchar) like '%{cases.CANARY}%'"
        )
        assert leaked == 0, table
    written = [path for path in (shop.folder / "target").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert cases.CANARY.encode() not in path.read_bytes(), path.name


@pytest.fixture(scope="module")
def parsed_for_files(tmp_path_factory) -> Build:
    """The project, parsed as it is where order lines come from a CSV file."""
    folder = tmp_path_factory.mktemp("parsed_for_files")
    return run_dbt(
        folder, "parse", variables=file_inputs(transactions=folder / "x.csv")
    )


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_refusal_names_file_place_and_remedy(dbt, tmp_path, parsed_for_files, case):
    write(case, tmp_path)
    path = tmp_path / (case.pattern or f"{case.name}{case.suffix}")
    # as `build` begins, without the graph of its tests
    refused = dbt(
        "run",
        *("--no-write-json", "--select", "stg_segments__raw_transactions"),
        variables=merged(file_inputs(transactions=path), case.variables),
        parsed=parsed_for_files,
    )
    assert not refused.succeeded
    for part in (*case.message, case.pattern.strip("*") or case.name):
        assert part in refused.message
    shown = "\n".join(refused.terminal)
    assert refused.message.splitlines()[-1].strip() in shown
    assert len(refused.terminal) <= 5
    assert "Traceback" not in shown
    assert "Red mug" not in shown


def test_the_table_in_the_docs_is_that_of_the_cases():
    assert (REPOSITORY / "docs" / "bad_input.md").read_text() == cases.table()


def test_names_of_cases_are_unique():
    names = Counter(case.name for case in [*READ, *REFUSED, *POPULATIONS, *HOSTILE])
    assert names.most_common(1)[0][1] == 1


# -- several files, and files that are not there ----------------------------------


def test_a_file_that_is_not_there_is_refused_with_the_nearest(dbt, tmp_path):
    (tmp_path / "orders_2025.csv").write_bytes(Case("a", "", "A").content())
    refused = dbt(
        "build",
        *(*NO_TESTS, *LINES),
        variables=file_inputs(transactions=tmp_path / "order_2025.csv"),
    )
    assert not refused.succeeded
    assert "matches no file" in refused.message
    assert "perhaps" in refused.message
    assert "orders_2025.csv" in refused.message
    assert refused.tables() == set()


# -- what vars must not do --------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE, ids=named)
def test_a_var_that_reaches_too_far_is_refused(dbt, parsed, case):
    refused = dbt(
        *("run", "--no-write-json", *LINES), variables=case.variables, parsed=parsed
    )
    assert not refused.succeeded
    assert case.message in refused.message
    assert next(iter(case.variables)) in refused.message
    assert len(refused.terminal) <= 5
    assert not any("Traceback" in line for line in refused.terminal)
    assert refused.tables() == set()


@pytest.mark.parametrize("path", ["/etc/hostname", REPOSITORY / "dbt_project.yml"])
def test_the_engine_reads_no_other_file(tmp_path, path):
    folder = tmp_path / "build"
    folder.mkdir()
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute(
            "create view texts as select content as customer_id "
            f"from read_text('{path}')"
        )
    shop = run_dbt(
        folder,
        "build",
        *NO_TESTS,
        *("--select", "stg_segments__raw_customers", "int_segments__attribute_levels"),
        "stg_segments__customers",
        variables=file_inputs(customers="texts")
        | {"segments_customer_attributes": {"kind": {"type": "categorical"}}},
    )
    assert not shop.succeeded
    assert "Permission Error" in shop.message
