"""The past is measured as it would have been published, and moves add up."""

import shutil
import sys

import numpy as np
import pandas as pd
import pytest
from dbt_builds import (
    NO_TESTS,
    REPOSITORY,
    SEEDS,
    Build,
    file_inputs,
    run_dbt,
    vars_file,
)

sys.path.append(str(REPOSITORY / "scripts"))
from compare_builds import main as compare_builds

MONTH_END = "2025-03-01"
PAST_OF_ONLINE_RETAIL = "2011-07-01"


@pytest.fixture(scope="module")
def past_build(demo_shop, tmp_path_factory) -> Build:
    """The demo shop as of a month end, with the fitted model of the whole build."""
    folder = tmp_path_factory.mktemp("past")
    shutil.copy(demo_shop.database, folder / "shop.duckdb")
    shop = run_dbt(
        folder,
        "run",
        *("--exclude", "path:python_models", "int_segments__segments"),
        variables={"segments_as_of_date": MONTH_END},
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="module")
def past_online_retail(online_retail, tmp_path_factory) -> Build:
    """UCI Online Retail II as of the end of June 2011, with today's fitted model."""
    folder = tmp_path_factory.mktemp("past_online_retail")
    shutil.copy(online_retail.database, folder / "shop.duckdb")
    shop = run_dbt(
        folder,
        "run",
        *("--select", "+segments__customers", "+segments__history"),
        *("--exclude", "path:python_models", "int_segments__segments"),
        variables=vars_file("online_retail_ii.yml")
        | {"segments_as_of_date": PAST_OF_ONLINE_RETAIL},
    )
    assert shop.succeeded, shop.message
    return shop


def as_published(columns: str) -> str:
    return (
        f"select {columns} from segments__customers where order_count > 0 "
        "order by customer_id"
    )


def as_remembered(columns: str, month_end: str = MONTH_END) -> str:
    return (
        f"select {columns} from segments__history "
        f"where as_of_date = '{month_end}' order by customer_id"
    )


def all_before(month_end: str) -> str:
    return (
        "select * exclude (is_current, segment_name, previous_segment_name) "
        f"from segments__history where as_of_date <= '{month_end}' "
        "order by as_of_date, customer_id"
    )


HANDOVER = "2025-06-01"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> tuple[Build, set[str]]:
    """A shop built twice, and the customers whose orders came late to the first build.

    The first build is as of a month end, lacks some orders of the last month before it,
    and is kept; the second has everything, is re-fitted and is told of the first.
    """
    folder = tmp_path_factory.mktemp("rebuilt")
    lines = pd.read_csv(SEEDS / "raw_segments_transactions.csv", dtype=str)
    known = sorted(lines["customer_id"].dropna().unique())[:400]
    is_late = lines["ordered_at"].str.startswith("2025-05", na=False) & lines[
        "customer_id"
    ].isin(known)
    lines.to_csv(folder / "all.csv", index=False)
    lines[~is_late].to_csv(folder / "early.csv", index=False)
    others = {
        name: SEEDS / f"raw_segments_{name}.csv" for name in ("customers", "products")
    }
    tables = ("moves", "migrations", "history", "customers", "model_parameters")
    needed = ("--select", *(f"+segments__{table}" for table in tables), *NO_TESTS)
    first = run_dbt(
        folder,
        "build",
        *needed,
        variables=file_inputs(transactions=folder / "early.csv", **others)
        | {"segments_as_of_date": HANDOVER},
    )
    assert first.succeeded, first.message
    kept = run_dbt(folder, "run-operation", "keep_build")
    assert kept.succeeded, kept.message
    second = run_dbt(
        folder,
        "build",
        *needed,
        variables=file_inputs(transactions=folder / "all.csv", **others)
        | {"segments_previous_schema": "segments_previous"},
    )
    assert second.succeeded, second.message
    # an order that came late and was returned before the handover changes nothing
    unchanged = second.rows(
        "select customer_id from segments__history as now "
        "inner join segments_previous.segments__history as before "
        "using (customer_id, as_of_date, order_count, net_amount, "
        "days_since_last_order) "
        f"where as_of_date = '{HANDOVER}'"
    )
    return second, set(lines.loc[is_late, "customer_id"]) - {
        row[0] for row in unchanged
    }


COLUMNS = (
    "customer_id, as_of_date, days_since_last_order, order_count, net_amount, "
    "recency_score, frequency_score, monetary_score, rfm_segment, segment_id"
)


def test_the_history_holds_what_a_build_on_that_day_publishes(demo_shop, past_build):
    published = past_build.frame(as_published(COLUMNS))
    remembered = demo_shop.frame(as_remembered(COLUMNS))
    assert len(published) > 1000
    pd.testing.assert_frame_equal(published, remembered)


def test_later_orders_change_nothing_in_the_history_before_them(demo_shop, past_build):
    # the past build never saw the orders from March on
    before = past_build.frame(all_before(MONTH_END))
    assert before["as_of_date"].nunique() > 10
    pd.testing.assert_frame_equal(before, demo_shop.frame(all_before(MONTH_END)))


@pytest.mark.real_data
def test_a_real_history_holds_what_a_build_on_that_day_publishes(
    online_retail, past_online_retail
):
    month_end = PAST_OF_ONLINE_RETAIL
    published = past_online_retail.frame(as_published(COLUMNS))
    assert len(published) == 5027
    pd.testing.assert_frame_equal(
        published, online_retail.frame(as_remembered(COLUMNS, month_end))
    )
    before = past_online_retail.frame(all_before(month_end))
    assert before["as_of_date"].nunique() == 19
    pd.testing.assert_frame_equal(before, online_retail.frame(all_before(month_end)))


def test_today_in_the_history_is_what_is_published(demo_shop):
    remembered = demo_shop.frame(
        f"select {COLUMNS} from segments__history where is_current order by customer_id"
    )
    pd.testing.assert_frame_equal(remembered, demo_shop.frame(as_published(COLUMNS)))


def test_whoever_is_held_has_a_reason_and_stands_in_the_history_where_they_are_near(
    demo_shop, tmp_path
):
    shutil.copy(demo_shop.database, tmp_path / "shop.duckdb")
    earlier = {
        "customers": "select customer_id, second_segment_id as segment_id, "
        "segment_name",
        "model_registry": "select *",
    }
    for table, columns in earlier.items():
        kept = demo_shop.frame(f"{columns} from segments__{table}")
        kept.to_parquet(tmp_path / f"segments__{table}.parquet")
    shop = run_dbt(
        tmp_path,
        "run",
        "--select",
        *("stg_segments__previous_customers", "int_segments__customer_segments"),
        *("int_segments__customer_drivers", "segments__customer_reasons"),
        variables={
            "segments_previous_schema": f"{tmp_path}/",
            "segments_hysteresis": 0.05,
        },
    )
    assert shop.succeeded, shop.message
    customers = shop.frame(
        "select held.*, history.segment_id as in_history, sentence, reasons.segment_id "
        "as reason_segment_id from int_segments__customer_segments as held "
        "inner join segments__history as history using (customer_id) "
        "left join segments__customer_reasons as reasons using (customer_id) "
        "where history.is_current order by customer_id"
    )
    held = customers[customers["is_held"]]
    assert len(held) > 10
    assert (held["in_history"] == held["second_segment_id"]).all()
    assert (
        held["sentence"]
        .str.startswith("Stays in the previously published segment")
        .all()
    )
    others = customers[~customers["is_held"]]
    assert (others["in_history"] == others["segment_id"]).all()
    assert (customers["reason_segment_id"] == customers["segment_id"]).all()


def test_the_causes_of_moves_add_up_to_everybody(shop):
    assert (
        shop.rows(
            "select * from segments__migrations where customer_count != stayed_count "
            "+ first_order_count + own_behaviour_count + time_passing_count "
            "+ threshold_drift_count + late_data_count + refit_count"
        )
        == []
    )
    counted = {
        (day, segmentation): customers
        for day, segmentation, customers in shop.rows(
            "select as_of_date, segmentation, sum(customer_count) "
            "from segments__migrations group by all"
        )
    }
    buyers = dict(
        shop.rows("select as_of_date, count(*) from segments__history group by all")
    )
    assert len(counted) == 2 * (len(buyers) - 1)
    assert all(customers == buyers[day] for (day, _), customers in counted.items())


def test_somebody_who_did_nothing_moved_by_time_or_by_thresholds(shop):
    assert (
        shop.value(
            "select count(*) from segments__moves as moves "
            "inner join segments__history as now using (as_of_date, customer_id) "
            "inner join segments__history as before on before.customer_id = "
            "now.customer_id and before.as_of_date = (select max(as_of_date) "
            "from segments__history where as_of_date < now.as_of_date) "
            "where moves.cause = 'time passing' "
            "and now.order_count != before.order_count"
        )
        == 0
    )
    assert shop.value("select count(*) from segments__moves") > 100


def test_the_parts_of_growth_add_up_to_the_penny(shop):
    months = shop.frame(
        "select sales_change - sales_change_from_customers - sales_change_from_orders "
        "- sales_change_from_basket - sales_change_from_price as rest, * "
        "from int_segments__monthly_kpis where sales_change is not null"
    )
    assert len(months) > 50
    assert (months["rest"] == 0).all()
    # price is what is left over; it must be what the formula says as well
    whole = months[
        (months["segment_id"] == "all") & (months["sales_change_from_orders"] != 0)
    ]
    kpis = shop.frame(
        "select * from segments__monthly_totals order by month_start"
    ).astype({"sales_amount": float})
    price = kpis["sales_amount"] / (kpis["units_per_order"] * kpis["order_count"])
    mean = kpis["sales_amount"].diff() / np.log(kpis["sales_amount"]).diff()
    expected = mean * np.log(price).diff()
    got = whole.set_index("month_start")["sales_change_from_price"].astype(float)
    expected.index = kpis["month_start"]
    pd.testing.assert_series_equal(
        got.sort_index(), expected[got.index].sort_index(), check_names=False, atol=0.01
    )


def test_monthly_sales_of_all_customers_are_the_orders_of_the_month(shop):
    assert (
        shop.rows(
            "with orders as (select date_trunc('month', order_date) as month_start, "
            "sum(sales_amount) as sales_amount from int_segments__orders "
            "where is_purchase group by 1) "
            "select * from segments__monthly_totals as totals "
            "inner join orders using (month_start) "
            "where totals.sales_amount != orders.sales_amount"
        )
        == []
    )


def test_a_month_that_is_not_over_is_marked(online_retail):
    assert online_retail.rows(
        "select distinct month_start::varchar from segments__monthly_kpis "
        "where is_partial"
    ) == [("2011-12-01",)]


def test_a_forecast_is_served_by_its_record_in_the_months_before(shop):
    rows = shop.frame(
        "select * from segments__size_forecast order by as_of_date"
    ).astype({"unchanged_count": float, "actual_count": float})
    assert len(rows[~rows["is_forecast"]]) > 20
    for _, forecasts in rows.groupby("segmentation"):
        for month, served in forecasts.groupby("as_of_date"):
            before = forecasts[forecasts["as_of_date"] < month]
            misses = {
                name: (before[name] - before["actual_count"]).abs().mean()
                for name in ("matrix_count", "unchanged_count", "forecast_count")
            }
            wins = misses["matrix_count"] < misses["unchanged_count"]
            assert set(served["method"]) == {
                "transition matrix" if wins else "no change"
            }
            name = "matrix_count" if wins else "unchanged_count"
            assert (served["forecast_count"] == served[name]).all()
            for said, known in (
                ("matrix_mean_error", "matrix_count"),
                ("unchanged_mean_error", "unchanged_count"),
                ("forecast_mean_error", "forecast_count"),
            ):
                assert served[said].to_numpy() == pytest.approx(
                    misses[known], abs=1e-6, nan_ok=True
                )


def test_late_data_and_re_fits_are_told_apart_since_the_build_before(rebuilt):
    shop, came_late = rebuilt
    moves = shop.frame(
        "select now.customer_id, now.segment_id as entered, now.order_count > 0 as "
        "is_buyer, then_said.segment_id as published, then_known.segment_id as known "
        "from segments__history as now "
        "left join segments_previous.segments__history as then_said "
        f"on now.customer_id = then_said.customer_id "
        f"and then_said.as_of_date = '{HANDOVER}' "
        "left join segments__history as then_known "
        "on now.customer_id = then_known.customer_id "
        f"and then_known.as_of_date = '{HANDOVER}' "
        "where now.as_of_date = '2025-07-01'"
    ).set_index("customer_id")
    causes = shop.frame(
        "select customer_id, cause, left_segment from segments__moves "
        "where as_of_date = '2025-07-01' and segmentation = 'segment'"
    ).set_index("customer_id")
    said = moves.join(causes)
    said[["published", "known"]] = said[["published", "known"]].fillna("new")
    restated = (said["published"] != said["known"]) & (
        said["published"] != said["entered"]
    )
    is_late = said.index.isin(came_late)
    assert set(said.index[said["cause"] == "late data"]) == set(
        said.index[restated & is_late]
    )
    assert set(said.index[said["cause"] == "re-fit"]) == set(
        said.index[restated & ~is_late]
    )
    assert (said["cause"] == "late data").sum() > 10
    assert (said["cause"] == "re-fit").sum() > 10
    moved = said["published"] != said["entered"]
    assert (said["cause"].notna() == moved).all()
    assert (said.loc[moved, "left_segment"] == said.loc[moved, "published"]).all()


def test_causes_between_builds_add_up_and_belong_to_one_date(rebuilt):
    shop, _ = rebuilt
    assert (
        shop.rows(
            "select * from segments__migrations where customer_count != stayed_count "
            "+ first_order_count + own_behaviour_count + time_passing_count "
            "+ threshold_drift_count + late_data_count + refit_count"
        )
        == []
    )
    assert shop.rows(
        "select distinct as_of_date::varchar from segments__migrations "
        "where late_data_count + refit_count > 0"
    ) == [("2025-07-01",)]


def test_two_schemas_are_compared_by_the_same_rules(rebuilt):
    shop, came_late = rebuilt
    said = compare_builds(
        [str(shop.database), "--schemas", "segments_previous", "main"]
    )
    rows = [line.split(" | ") for line in said.splitlines()[4:]]
    counts = {cause: 0 for cause in ("late data", "re-fit", "own behaviour")}
    for row in rows:
        counts[row[2]] = counts.get(row[2], 0) + int(row[3].replace(",", ""))
    assert 10 < counts["late data"] <= len(came_late)
    assert counts["re-fit"] > 10
    assert counts["own behaviour"] > 10


def test_a_schema_that_holds_no_earlier_build_is_refused(dbt):
    refused = dbt("run", variables={"segments_previous_schema": "nothing_kept"})
    assert not refused.succeeded
    assert (
        "segments_previous_schema is nothing_kept, which does not hold "
        "segments__customers; set it to a schema that dbt run-operation keep_build"
    ) in refused.message


def test_a_build_compared_with_itself_moves_nobody(demo_shop):
    said = compare_builds([str(demo_shop.database), str(demo_shop.database)])
    assert said.startswith("0 of 2,000 customers (0.0 %)")


def test_two_builds_are_compared_customer_by_customer(demo_shop, past_build):
    said = compare_builds([str(past_build.database), str(demo_shop.database)])
    rows = [line.split(" | ") for line in said.splitlines()[4:]]
    counts = [int(row[3].replace(",", "")) for row in rows]
    assert f"{sum(counts):,} of 2,000 customers" in said
    causes = {row[2] for row in rows}
    assert {"own behaviour", "time passing"} <= causes
    # the model and the past are the same in both builds
    assert causes & {"late data", "re-fit"} == set()


def test_the_whole_history_is_built_from_no_more_than_the_history_vars_say(dbt):
    shop = dbt("build", *NO_TESTS, variables={"segments_history_months": 3})
    assert shop.succeeded, shop.message
    dates = shop.rows("select distinct as_of_date::varchar from segments__history")
    assert sorted(day for (day,) in dates) == ["2025-05-01", "2025-06-01", "2025-07-01"]
