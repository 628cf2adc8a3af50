"""The dashboard's pages: true to the tables, whatever is filtered, missing or empty."""

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt_builds import REPOSITORY
from streamlit.testing.v1 import AppTest

from dashboard import layout
from dashboard.app import PAGES
from dashboard.data import Shop, date_before
from dashboard.drawings import campaigns, exploration, movement, overview
from dashboard.views.segment import rule_in_words
from dashboard.words import in_unit, money, per_cent, short_money
from scripts.report import moves
from serving.store import Status, Store

APPLICATION = REPOSITORY / "dashboard" / "app.py"
VIEWS = {module.__name__.split(".")[-1]: tables for module, _, tables in PAGES}


def opened(view: str, database: Path):
    """A page of a database as Streamlit shows it."""
    script = f"""
from pathlib import Path
from dashboard.data import Shop, date_before
from dashboard.views import {view}
{view}.page(Shop.open(Path({str(database)!r})))
"""
    page = AppTest.from_string(script, default_timeout=120).run()
    assert not page.exception, [each.message for each in page.exception]
    return page


@pytest.fixture(scope="module")
def shop(published) -> Shop:
    """The published demo shop."""
    return Shop.open(published)


@pytest.fixture
def changed(published, tmp_path):
    """Copies of the published file with other content."""

    def change(statements):
        path = shutil.copy(published, tmp_path / "shop.duckdb")
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        return Path(path)

    return change


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_opens_with_charts_that_name_their_tables(published, shop, view):
    page = opened(view, published)
    downloads = [each.label for each in page.get("download_button")]
    charts = page.get("plotly_chart")
    tables = page.get("arrow_data_frame")
    assert charts or tables
    named = [label.removeprefix("Data of ") for label in downloads]
    assert set(named) <= shop.tables
    assert len(named) >= len(charts)


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_of_an_empty_shop_opens(published, shop, changed, view):
    empty = changed(f"delete from {table}" for table in sorted(shop.tables))
    page = opened(view, empty)
    assert not page.get("plotly_chart")


def test_a_page_needs_its_tables_only(published, shop, changed):
    base = {
        "segments__profiles",
        "segments__profile_features",
        "segments__profile_mix",
        "segments__customers",
        "segments__cluster_candidates",
        "segments__cluster_stability",
        "segments__dendrogram",
        "segments__manifest",
    }
    bare = changed(f"drop table {table}" for table in sorted(shop.tables - base))
    found = {view for view, tables in VIEWS.items() if Shop.open(bare).has(*tables)}
    assert found == {"overview", "segment", "customer", "model"}
    for view in found:
        opened(view, bare)


def test_the_overview_counts_what_the_table_counts(published, shop):
    page = opened("overview", published)
    shown = {each.label: each.value for each in page.metric}
    customers, revenue = shop.frame(
        "select count(*) as n, cast(sum(net_amount) as double) as money "
        "from segments__customers"
    ).iloc[0]
    assert shown["Customers"] == f"{customers:,.0f}"
    assert shown["Revenue after returns"] == f"{revenue:,.0f} EUR"


def test_a_country_filters_the_overview(published, shop):
    page = opened("overview", published)
    country = shop.countries()[1]
    page.selectbox[0].set_value(country).run()
    assert not page.exception
    expected = shop.frame(
        "select count(*) as n from segments__customers where country = ?", country
    )
    shown = {each.label: each.value for each in page.metric}
    assert shown["Customers"] == f"{expected['n'].iloc[0]:,}"
    sizes = overview.sizes(shop, country).data
    assert sizes["customers"].sum() == expected["n"].iloc[0]


def test_a_segment_is_chosen_by_name(published, shop):
    page = opened("segment", published)
    box = page.selectbox[0]
    assert box.options == list(shop.names.values())
    box.set_value("S03").run()
    assert not page.exception
    profile = shop.profiles.set_index("segment_id").loc["S03"]
    assert profile["sentence"] in [each.value for each in page.markdown]
    shown = {each.label: each.value for each in page.metric}
    assert shown["Share of revenue"] == per_cent(profile["net_amount_share"])


def test_a_customer_is_found_by_a_part_of_the_id(published, shop):
    page = opened("customer", published)
    page.text_input[0].set_value("c0065").run()
    assert not page.exception
    assert all("C0065" in option for option in page.selectbox[0].options)
    page.text_input[0].set_value("nobody").run()
    assert [each.value for each in page.info] == ["No customer has this id."]


def test_a_period_filters_the_months(shop):
    months = shop.frame("select distinct month_start as m from segments__monthly_kpis")
    first, last = sorted(months["m"])[2:4]
    drawn = movement.monthly(shop, "net_amount", list(shop.names), first, last)
    assert set(drawn.data["month"]) == {first, last}
    one = movement.monthly(shop, "net_amount", ["S01"], first, last)
    assert set(one.data["segment"]) == {shop.names["S01"]}


def test_a_change_covers_four_weeks_where_the_history_has_them(changed):
    tables = ("segments__history", "segments__migrations")
    copied = " replace (as_of_date + 1 as as_of_date) from "
    path = changed(
        f"insert into {table} select *{copied}{table} "
        f"where as_of_date = (select max(as_of_date) from {table})"
        for table in tables
    )
    dates = list(
        Shop.open(path).frame(
            "select distinct as_of_date from segments__history order by 1 desc"
        )["as_of_date"]
    )
    assert (dates[0] - dates[1]).days == 1
    title = overview.changes(Shop.open(path)).title
    assert title == f"What changed since {dates[2]:%d %B %Y}"
    page = opened("movement", path)
    assert page.selectbox[0].value == dates[1]
    drawn = next(moves(Shop.open(path)))
    flows = movement.flows(Shop.open(path), dates[1])
    assert drawn.data.equals(flows.data)
    # a history of two days
    assert date_before(dates[:2]) == dates[1]
    assert movement.last_full(dates[:2]) == dates[0]
    assert date_before(dates[:1]) is None


def test_flows_add_up_to_the_moved_customers(shop):
    date = movement.months(shop)[0]
    moved = movement.flows(shop, date).data["customers"].sum()
    assert movement.causes(shop, date).data["customers"].sum() == moved > 0
    everybody = movement.flows(shop, date, with_stays=True).data["customers"].sum()
    assert everybody > moved


def test_results_without_held_out_customers_are_shown(changed):
    columns = ("adjusted_uplift", "adjusted_uplift_low", "control_rate")
    path = changed(
        f"update {table} set control_count = 0, verdict = 'no control group', "
        + ", ".join(f"{column} = null" for column in columns)
        for table in ("segments__campaign_totals", "segments__campaign_results")
    )
    page = opened("campaigns", path)
    assert not page.info
    shop = Shop.open(path)
    chosen = page.selectbox[0].value
    known = shop.frame(
        "select treatment_count, response_rate from segments__campaign_totals "
        "where campaign_id = ?",
        chosen,
    ).iloc[0]
    drawn = campaigns.results(shop, chosen)
    everybody = drawn.data.set_index("segment").loc["All customers"]
    assert everybody["contacted"] == known["treatment_count"]
    assert next(iter(drawn.figure.data[0].x)) == known["response_rate"]
    shown = page.dataframe[-1].value.set_index("segment").loc["All customers"]
    assert shown["verdict"] == "no control group"


def test_a_gain_without_known_costs_is_called_sales(published, changed):
    path = changed(["update segments__campaign_plan set gain_basis = 'sales'"])
    for database, words in ((published, "Expected gain"), (path, "Expected sales")):
        assert words in [each.label for each in opened("campaigns", database).metric]


def test_a_missing_text_is_not_shown_as_a_word(changed):
    texts = ("segment_reason", "second_segment_name", "gender", "city")
    path = changed(
        [
            "update segments__customers set age = null, income = null, "
            + ", ".join(f"{text} = null" for text in texts),
            "update segments__profiles set goal = null, action = null "
            "where segment_id = 'S01'",
        ]
    )
    for view in ("customer", "overview"):
        page = opened(view, path)
        said = [str(each.value) for each in (*page.markdown, *page.metric)]
        cells = [str(cell) for each in page.dataframe for cell in each.value.stack()]
        assert not {"nan", "None", "NaN", "<NA>", ""} & set(cells)
        assert {each.proto.placeholder for each in page.dataframe} <= {"-"}
        assert not [text for text in said if "nan" in text.lower().split(" ")]
        assert "Second choice" not in " ".join(said)


def test_bins_of_counts_are_whole_numbers(shop):
    bins = exploration.histogram(shop, "order_count").data
    assert (bins["lower_edge"] == bins["lower_edge"].round()).all()
    figure = exploration.histogram(shop, "order_count").figure
    assert figure.data[0].customdata[0].endswith("orders")


def test_a_rule_is_said_in_words_and_units(shop):
    predicate = "days_since_last_order <= 135.5 and discount_share > 0.1398"
    assert rule_in_words(shop, predicate) == (
        "Days since last order at most 135 days, "
        f"{shop.label('discount_share').lower()} more than 14 %"
    )


def test_segments_are_called_by_name(shop):
    for drawn in (
        overview.sizes(shop),
        movement.forecast(shop),
        exploration.boxes(shop, "order_count"),
    ):
        assert set(drawn.data["segment"]) <= set(shop.names.values())
        assert "segment_id" not in drawn.data


def test_what_is_downloaded_runs_no_formula(shop):
    frame = shop.profiles.assign(segment_name="=1+1")
    text = layout.as_csv(frame).decode("utf-8-sig")
    assert "'=1+1" in text
    assert "\n=1" not in text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (money(1234.5, "EUR"), "1,234 EUR"),
        (money(12.5, "EUR"), "12.50 EUR"),
        (money(None, "EUR"), "-"),
        (short_money(12_341_733, "GBP"), "12.3 M GBP"),
        (short_money(944_642, "EUR"), "944,642 EUR"),
        (per_cent(0.256), "26 %"),
        (in_unit(3, "orders", "EUR"), "3 orders"),
        (in_unit(0.25, "share", "EUR"), "25 %"),
        (in_unit(77, "number", "EUR"), "77"),
    ],
)
def test_numbers_read_well(shown, expected):
    assert shown == expected


def test_the_dashboard_asks_no_other_host():
    text = (REPOSITORY / ".streamlit" / "config.toml").read_text()
    assert "gatherUsageStats = false" in text
    assert 'address = "127.0.0.1"' in text


# -- the whole application ------------------------------------------------------


@pytest.fixture
def application(tmp_path, monkeypatch):
    """The application over a folder of published files."""
    monkeypatch.setenv("SEGMENTS_SERVE_PATH", str(tmp_path))
    monkeypatch.setenv("SEGMENTS_DUCKDB_PATH", "build/customer_segments.duckdb")

    def run():
        page = AppTest.from_file(str(APPLICATION), default_timeout=120).run()
        assert not page.exception, [each.message for each in page.exception]
        return page

    return Store("customer_segments", tmp_path), run


def test_the_application_says_that_nothing_is_published(application):
    store, run = application
    page = run()
    assert "Run `make build`" in page.info[0].value
    store.say(Status("failed", "a test did not pass"))
    assert "a test did not pass" in run().warning[0].value


def test_a_failed_build_is_announced_above_the_version_before(application, published):
    store, run = application
    shutil.copy(published, store.database)
    assert not run().warning
    store.say(Status("failed", "3 models or tests of the build did not pass"))
    page = run()
    assert "3 models or tests of the build did not pass" in page.warning[0].value
    assert page.metric[0].label == "Customers"
    store.say(Status("building"))
    assert "was stopped" in run().warning[0].value
