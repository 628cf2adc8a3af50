"""Every way a file can be wrong is treated as docs/bad_input.md says."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal

import bad_input_cases as cases
import duckdb
import pytest
from bad_input_cases import READ, REFUSED, Case
from dbt_builds import NO_TESTS, NO_UNIT_TESTS, REPOSITORY, Build, file_inputs, run_dbt

LINES = ("--select", "segments_exchange_rates", "+int_segments__transaction_lines")


def named(each: Case) -> str:
    """The name of a case, for pytest."""
    return each.name


def settings(case: Case) -> str:
    """The vars of a case, as a key."""
    return json.dumps(case.variables, sort_keys=True)


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> dict[str, Build]:
    """A build per set of vars, of a folder with a file per case."""
    made = {}
    for key in sorted({settings(case) for case in READ}):
        folder = tmp_path_factory.mktemp("bad_input")
        (folder / "orders").mkdir()
        for case in READ:
            if settings(case) == key:
                path = folder / "orders" / f"{case.name}{case.suffix}"
                path.write_bytes(case.content())
        variables = file_inputs() | json.loads(key)
        variables["segments_transactions"] = f"{folder}/orders/"
        # the shop of all cases with default settings is built whole, with its tests
        arguments = (*NO_TESTS, *LINES) if json.loads(key) else NO_UNIT_TESTS
        made[key] = run_dbt(folder, "build", *arguments, variables=variables)
        assert made[key].succeeded, made[key].message
    return made


def lines_of(builds: dict[str, Build], case: Case, query: str) -> list[tuple]:
    """The rows of a query over the lines of a case, in a table named lines."""
    return builds[settings(case)].rows(
        "with lines as (select * from int_segments__transaction_lines "
        f"where source_file = '{case.name}{case.suffix}') {query}"
    )


def record_count(content: bytes) -> int:
    """Records of CSV bytes as Python's csv module counts them, blank lines aside."""
    csv.field_size_limit(10_000_000)
    return sum(
        any(row) for row in csv.reader(io.StringIO(content.decode(), newline=""))
    )


@pytest.mark.parametrize("case", READ, ids=named)
def test_no_line_is_lost_and_each_has_its_reason(builds, case):
    expected = cases.GOOD_LINES + len(case.lines)
    expected += case.tail.count(b",,,,,,,,\n") + record_count(
        case.tail.replace(b",,,,,,,,\n", b"")
    )
    expected += case.turn is cases.header_again
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
    good = cases.GOOD_AMOUNT
    assert amount == good + Decimal(case.amount)


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
    found = builds["{}"].rows(
        "select distinct difference from segments__reconciliation"
    )
    assert found == [(0,)]


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_refusal_names_file_place_and_remedy(dbt, tmp_path, case):
    path = tmp_path / f"{case.name}{case.suffix}"
    path.write_bytes(case.content())
    refused = dbt(
        "build",
        *NO_TESTS,
        *("--select", "stg_segments__raw_transactions"),
        variables=file_inputs(transactions=path) | case.variables,
    )
    assert not refused.succeeded
    for part in (*case.message, case.name):
        assert part in refused.message
    assert "Traceback" not in refused.message
    assert "Red mug" not in refused.message
    sentence = [
        line
        for line in refused.message.splitlines()
        if line.strip() and not line.strip().startswith(">")
    ]
    assert len(sentence) <= 5


def test_the_table_in_the_docs_is_that_of_the_cases():
    assert (REPOSITORY / "docs" / "bad_input.md").read_text() == cases.table()


def test_names_of_cases_are_unique():
    names = Counter(case.name for case in [*READ, *REFUSED])
    assert names.most_common(1)[0][1] == 1


# -- several files, and files that are not there ----------------------------------


def two_files(folder, second: bytes, name: str = "b.csv") -> dict:
    """The vars for a folder of a good file and another."""
    (folder / "orders").mkdir()
    (folder / "orders" / "a.csv").write_bytes(Case("a", "", "A").content())
    (folder / "orders" / name).write_bytes(second)
    return file_inputs() | {"segments_transactions": f"{folder}/orders/*.csv"}


def test_a_file_that_is_sent_twice_counts_once(dbt, tmp_path):
    variables = two_files(tmp_path, Case("a", "", "A").content())
    shop = dbt("build", *NO_TESTS, *LINES, variables=variables)
    assert shop.succeeded, shop.message
    assert shop.rows(
        "select source_file, rejection_reasons, count(*) "
        "from int_segments__transaction_lines group by all order by 1"
    ) == [("a.csv", None, 3), ("b.csv", "duplicate_file", 3)]


def test_files_of_other_columns_are_refused(dbt, tmp_path):
    drifted = Case("b", "", "A", turn=cases.replaced(",country", ",land")).content()
    refused = dbt("build", *NO_TESTS, *LINES, variables=two_files(tmp_path, drifted))
    assert not refused.succeeded
    assert "do not have the same columns (country" in refused.message


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


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        (
            {"segments_transactions": "../../../../etc/passwd.csv"},
            "outside the folders",
        ),
        ({"segments_transactions": "/etc/*.csv"}, "outside the folders"),
        ({"segments_transactions": "https://x.org/a.csv"}, "a path of local files"),
        (
            {"segments_transactions": "a'); drop table x; --.csv"},
            "a path of local files",
        ),
        (
            {"segments_transactions": "x; create table evil as select 42"},
            "a table name",
        ),
        ({"segments_transactions": "(select 42)"}, "a table name"),
        ({"segments_transactions": "no_such_table"}, "no table of the database"),
        (
            {"segments_transactions_columns": {"order_id": {"sql": "1; drop table x"}}},
            "{join: [columns]}",
        ),
        ({"segments_transactions_columns": {"ordr_id": "x"}}, "perhaps order_id"),
        ({"segments_business_timezone": "UTC'); --"}, "a time zone such as"),
        ({"segments_csv_delimiter": "';"}, "segments_csv_delimiter"),
        ({"segments_input_grain": "customer"}, "segments_as_of_date"),
        (
            {"segments_customer_attributes": {"x y": {"type": "numeric"}}},
            "lower-case letters",
        ),
        (
            {
                "segments_clustering_features": {
                    "age": {"family": "attributes", "transform": "none"}
                }
            },
            "segments_sensitive_in_clusters",
        ),
    ],
)
def test_a_var_that_reaches_too_far_is_refused(dbt, variables, part):
    refused = dbt("build", *(*NO_TESTS, *LINES), variables=variables)
    assert not refused.succeeded
    assert part in refused.message
    assert "evil" not in refused.tables()


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_engine_reads_no_other_file(tmp_path, is_closed):
    folder = tmp_path / "build"
    folder.mkdir()
    with duckdb.connect(folder / "shop.duckdb") as connection:
        connection.execute(
            "create view hosts as select content as customer_id "
            "from read_text('/etc/hostname')"
        )
    shop = run_dbt(
        folder,
        "build",
        *NO_TESTS,
        *("--select", "stg_segments__raw_customers", "int_segments__attribute_levels"),
        "stg_segments__customers",
        variables=file_inputs()
        | {"segments_customers": "hosts", "segments_sandbox": is_closed}
        | {"segments_customer_attributes": {"kind": {"type": "categorical"}}},
    )
    assert shop.succeeded is not is_closed
    if is_closed:
        assert "Permission Error" in shop.message
