"""The metrics say what the tables say, and add up only what may be added up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from dbt_builds import REPOSITORY
from metricflow.engine.metricflow_engine import (
    MetricFlowEngine,
    MetricFlowQueryRequest,
)
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

# metric: its sum in the table it is defined on
OF_CUSTOMERS = {
    "segments_customers": "count(*)",
    "segments_revenue": "sum(net_amount)",
    "segments_customer_value": "sum(net_amount) / count(*)",
}
OF_MONTHS = {
    "segments_monthly_customers": "sum(customer_count)",
    "segments_monthly_active_customers": "sum(active_customer_count)",
    "segments_monthly_active_share": "sum(active_customer_count) / sum(customer_count)",
    "segments_monthly_orders": "sum(order_count)",
    "segments_monthly_units": "sum(order_count * units_per_order)",
    "segments_monthly_sales": "sum(sales_amount)",
    "segments_monthly_revenue": "sum(net_amount)",
    "segments_basket_size": "sum(order_count * units_per_order) / sum(order_count)",
    "segments_order_value": "sum(sales_amount) / sum(order_count)",
}
OF_COHORTS = {
    "segments_cohort_customers": "sum(customer_count) filter (age_months = 0)",
    "segments_cohort_customer_months": "sum(customer_count)",
    "segments_cohort_active_months": "sum(active_customer_count)",
    "segments_retention": "sum(active_customer_count) / sum(customer_count)",
}
# the name of a column in a query of metrics, and in the table
CUSTOMER_GROUPS = {
    "segment": "segment_id",
    "customer__segment_name": "segment_name",
    "customer__rfm_segment": "rfm_segment",
    "customer__country": "country",
}
MONTH_GROUPS = {"segment": "segment_id", "metric_time__month": "month_start"}
COHORT_GROUPS = {
    "segment": "segment_id",
    "metric_time__month": "cohort_month",
    "cohort_month_age__age_months": "age_months",
}
OF_THE_LAST_MONTH = list(OF_MONTHS)[:3]


@pytest.fixture(scope="module")
def ask(demo_shop):
    """Ask metrics of the demo shop by groups."""
    text = (demo_shop.folder / "target" / "semantic_manifest.json").read_text()
    manifest = parse_manifest_from_dbt_generated_manifest(text)
    engine = MetricFlowEngine(
        SemanticManifestLookup(manifest),
        SimpleNamespace(
            sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer()
        ),
    )

    def asked(metrics, groups=()) -> pd.DataFrame:
        request = MetricFlowQueryRequest.create(
            metric_names=list(metrics), group_by_names=list(groups)
        )
        return demo_shop.frame(engine.explain(request).sql_statement.sql)

    return asked


def expected(shop, table: str, sums: dict, groups: dict, where="true") -> pd.DataFrame:
    """The sums of a table by groups, under the names of the metrics."""
    columns = [f"{column} as {name}" for name, column in groups.items()]
    columns += [f"{formula} as {name}" for name, formula in sums.items()]
    query = f"select {', '.join(columns)} from {table} where {where}"
    return shop.frame(f"{query} group by all" if groups else query)


def assert_same(found: pd.DataFrame, told: pd.DataFrame, groups: dict) -> None:
    """The same rows and numbers, in any order."""
    names = list(groups)

    def tidy(frame):
        numbers = frame.drop(columns=names).astype(float)
        text = frame[names].astype("object").astype(str)
        whole = pd.concat([text, numbers], axis="columns")
        return whole.sort_values(names).reset_index(drop=True) if names else whole

    assert len(told)
    pd.testing.assert_frame_equal(
        tidy(found)[list(told.columns)], tidy(told), check_exact=False, rtol=1e-9
    )


def each_alone(groups: dict) -> list[dict]:
    """No group, and each group alone."""
    return [{}, *({name: column} for name, column in groups.items())]


@pytest.mark.parametrize("groups", each_alone(CUSTOMER_GROUPS), ids=str)
def test_metrics_of_customers_equal_their_table(demo_shop, ask, groups):
    told = expected(demo_shop, "segments__customers", OF_CUSTOMERS, groups)
    assert_same(ask(OF_CUSTOMERS, groups), told, groups)


@pytest.mark.parametrize(
    "groups", [{"metric_time__month": "month_start"}, MONTH_GROUPS], ids=str
)
def test_metrics_of_months_equal_their_table(demo_shop, ask, groups):
    told = expected(demo_shop, "segments__monthly_kpis", OF_MONTHS, groups)
    assert_same(ask(OF_MONTHS, groups), told, groups)


def test_metrics_of_months_equal_the_totals(demo_shop, ask):
    groups = {"metric_time__month": "month_start"}
    told = expected(demo_shop, "segments__monthly_totals", OF_MONTHS, groups)
    assert_same(ask(OF_MONTHS, groups), told, groups)


@pytest.mark.parametrize("groups", [{}, {"segment": "segment_id"}], ids=str)
def test_customers_are_not_summed_over_months(demo_shop, ask, groups):
    last = "month_start = (select max(month_start) from segments__monthly_kpis)"
    sums = {name: OF_MONTHS[name] for name in OF_THE_LAST_MONTH}
    told = expected(demo_shop, "segments__monthly_kpis", sums, groups, last)
    assert_same(ask(sums, groups), told, groups)
    sums = {name: OF_MONTHS[name] for name in OF_MONTHS if name not in sums}
    told = expected(demo_shop, "segments__monthly_kpis", sums, groups)
    assert_same(ask(sums, groups), told, groups)


@pytest.mark.parametrize("groups", [*each_alone(COHORT_GROUPS), COHORT_GROUPS], ids=str)
def test_metrics_of_cohorts_equal_their_table(demo_shop, ask, groups):
    told = expected(demo_shop, "segments__cohort_retention", OF_COHORTS, groups)
    assert_same(ask(OF_COHORTS, groups), told, groups)


def test_totals_are_those_of_the_shop(demo_shop, ask):
    [totals] = ask(["segments_customers", "segments_revenue"]).to_dict("records")
    customers, revenue = demo_shop.rows(
        "select (select count(*) from segments__customers), accepted "
        "from segments__reconciliation where stage = 'raw lines' and measure = 'amount'"
    )[0]
    assert totals["segments_customers"] == customers == 2000
    assert float(totals["segments_revenue"]) == pytest.approx(float(revenue))
    [buyers] = ask(["segments_cohort_customers"]).iloc[0]
    assert buyers == demo_shop.value(
        "select count(*) from segments__customers where order_count > 0"
    )


def test_every_metric_is_compared(demo_shop):
    metrics = {each["name"] for each in demo_shop.manifest["metrics"].values()}
    assert metrics == {*OF_CUSTOMERS, *OF_MONTHS, *OF_COHORTS}


def test_names_and_labels_claim_no_common_word(demo_shop):
    """A project that installs this one may have a metric called Revenue."""
    for kind in ("metrics", "semantic_models"):
        for each in demo_shop.manifest[kind].values():
            assert each["name"].startswith("segments_")
            assert each["label"].startswith("Segment ")


def test_metricflow_validates_the_metrics_against_the_tables(demo_shop, tmp_path):
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / "target").symlink_to(demo_shop.folder / "target")
    environment = {**os.environ, "SEGMENTS_DUCKDB_PATH": str(demo_shop.database)}
    environment["DBT_LOG_PATH"] = str(tmp_path / "logs")
    environment.pop("DBT_TARGET_PATH", None)
    told = subprocess.run(
        [Path(sys.executable).with_name("mf"), "validate-configs"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "validated metrics against data warehouse (ERRORS: 0" in told.stdout
