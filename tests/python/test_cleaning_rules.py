"""Every cleaning rule has a row, a counter and a unit test that expects it."""

import re
from functools import cache

import pandas as pd
import pytest
from dbt.clients.yaml_helper import load_yaml_text
from dbt_builds import REPOSITORY

RULES = pd.read_csv(REPOSITORY / "seeds" / "rules" / "segments_cleaning_rules.csv")
MODELS = REPOSITORY / "models"
# Only a shop with payments can show it: tests/python/test_cases_inputs.py.
OF_PAYMENTS = {"amount_unreadable"}
OF_RECORDS = {"duplicate_record"} | OF_PAYMENTS


def expected_rows() -> list[dict]:
    """What every unit test of the project expects, row by row."""
    return [
        row
        for path in MODELS.rglob("*unit_tests.yml")
        for test in load_yaml_text(path.read_text())["unit_tests"]
        for row in test["expect"]["rows"]
        if isinstance(row, dict)
    ]


@cache
def expected_codes() -> set[str]:
    """Codes a line is expected to be rejected, corrected or noted for."""
    codes = set()
    for row in expected_rows():
        codes |= set((row.get("rejection_reasons") or "").split("; "))
        codes |= {
            name.removeprefix("is_") for name, value in row.items() if value is True
        }
        if "line_share" not in row and {"line_count", "input"} & set(row):
            codes.add(row.get("reason_code"))
    return codes | returns_of_the_summary()


def returns_of_the_summary() -> set[str]:
    """Codes of returns, which the summary takes from segments__return_matching."""
    return {
        row["reason_code"]
        for row in expected_rows()
        if "line_share" in row and str(row.get("reason_code")).startswith("return_")
    }


@pytest.mark.parametrize("code", sorted(set(RULES["reason_code"]) - OF_PAYMENTS))
def test_a_unit_test_expects_the_rule(code):
    assert code in expected_codes()


def test_every_code_in_use_has_a_row_and_every_row_is_used():
    macros = REPOSITORY / "macros" / "cleaning"
    reasons = "".join(
        path.read_text() for path in macros.glob("*rejection_reasons.sql")
    )
    summary = (
        MODELS / "quality" / "marts" / "segments__cleaning_summary.sql"
    ).read_text()
    notes = (MODELS / "quality" / "_quality__unit_tests.yml").read_text()
    used = {
        "reject": OF_RECORDS
        | set(re.findall(r"^ +\('(\w+)',", reasons, flags=re.MULTILINE)),
        "correct": re.findall(r"case when is_\w+ then '(\w+)'", summary),
        "note": {
            row["reason_code"]
            for test in load_yaml_text(notes)["unit_tests"]
            if test["model"] == "int_segments__cleaning_notes"
            for row in test["expect"]["rows"]
        }
        | returns_of_the_summary(),
    }
    for treatment, codes in used.items():
        rows = RULES.loc[RULES["treatment"] == treatment, "reason_code"]
        assert sorted(rows) == sorted(codes), treatment


def test_the_summary_counts_every_rule(demo_shop):
    summary = demo_shop.frame("select * from segments__cleaning_summary")
    assert sorted(summary["reason_code"]) == sorted(RULES["reason_code"])
    assert (summary["line_count"] >= 0).all()


def test_noted_lines_are_those_of_the_tables_they_come_from(demo_shop):
    counts = dict(
        demo_shop.rows("select reason_code, line_count from segments__cleaning_summary")
    )
    returns = dict(
        demo_shop.rows("select outcome, line_count from segments__return_matching")
    )
    assert counts["return_matched"] == returns["matched"] > 0
    assert counts["return_partly_matched"] == returns["partly"]
    assert counts["return_unmatched"] == returns["unmatched"]
    assert counts["non_product_line"] == demo_shop.value(
        "select sum(line_count) from int_segments__customer_products "
        "where not is_product"
    )
    assert counts["order_fully_returned"] == demo_shop.value(
        "select count(*) from int_segments__order_lines where is_fully_returned"
    )
