"""Every grid is a partition, a broken one is refused, and cuts are what they say."""

from hashlib import md5
from itertools import product
from types import SimpleNamespace

import duckdb
import int_segments__fitted_rfm_breaks
import numpy as np
import pandas as pd
import pytest
from dbt_builds import NO_TESTS, REPOSITORY, run_dbt
from int_segments__fitted_rfm_breaks import natural_breaks

GRIDS = pd.read_csv(REPOSITORY / "seeds" / "rules" / "segments_rfm_grids.csv")
MEASURES = ("recency", "frequency", "monetary", "fm")
PARTITION_TEST = "assert_every_score_combination_has_one_rfm_segment"


def placed(rules: pd.DataFrame) -> dict[tuple, str | None]:
    """The segment of every combination of scores, the first rule that fits."""
    scores = range(1, rules["recency_score_max"].max() + 1)
    return {
        cell: next(
            (
                rule["rfm_segment"]
                for _, rule in rules.sort_values("rule_order").iterrows()
                if all(
                    rule[f"{measure}_score_min"]
                    <= score
                    <= rule[f"{measure}_score_max"]
                    for measure, score in zip(
                        MEASURES, (*cell, (cell[1] + cell[2] + 1) // 2), strict=True
                    )
                )
            ),
            None,
        )
        for cell in product(scores, repeat=3)
    }


@pytest.mark.parametrize(("grid", "rules"), list(GRIDS.groupby("grid")))
def test_a_shipped_grid_places_every_combination_and_reaches_every_name(grid, rules):
    cells = placed(rules)
    assert None not in cells.values()
    assert set(cells.values()) == set(rules["rfm_segment"])
    assert (
        len(set(cells.values()))
        == {
            "classic": 10,
            "shopify": 10,
            "klaviyo": 6,
            "putler": 11,
        }[grid]
    )


def test_the_model_places_as_the_rules_say(demo_shop):
    cells = demo_shop.frame("select * from int_segments__rfm_grid")
    assert set(cells["grid"]) == set(GRIDS["grid"])
    for grid, rules in GRIDS.groupby("grid"):
        of_grid = cells[cells["grid"] == grid]
        keys = zip(
            *(of_grid[f"{measure}_score"] for measure in MEASURES[:3]), strict=True
        )
        assert dict(zip(keys, of_grid["rfm_segment"], strict=True)) == placed(rules)


def test_putlers_grid_is_the_audited_one():
    cells = placed(GRIDS[GRIDS["grid"] == "putler"])
    assert cells[5, 1, 1] == "Recent"
    assert cells[1, 4, 4] == "Cannot lose them"
    assert cells[1, 1, 1] == "Lost"
    assert cells[4, 1, 1] == "Promising"


def own_grid(path, cells: list[tuple]) -> str:
    rows = [
        (order, name, r_min, r_max, 1, 5, 1, 5, fm_min, fm_max)
        for order, (name, r_min, r_max, fm_min, fm_max) in enumerate(cells, start=1)
    ]
    pd.DataFrame(rows, columns=GRIDS.columns[1:-1]).to_csv(path, index=False)
    return str(path)


def test_an_own_grid_from_a_csv_is_used(dbt, tmp_path):
    path = own_grid(
        tmp_path / "grid.csv", [("Fresh", 4, 5, 1, 5), ("Stale", 1, 3, 1, 5)]
    )
    shop = dbt(
        "build",
        "--select",
        *("+int_segments__customer_rfm", PARTITION_TEST),
        "--exclude-resource-types",
        "unit_test",
        variables={"segments_rfm_grid": path},
    )
    assert shop.succeeded, shop.message
    assert set(
        shop.rows("select distinct rfm_segment from int_segments__customer_rfm")
    ) == {
        ("Fresh",),
        ("Stale",),
    }


def test_an_own_grid_with_a_hole_fails_the_partition_test(dbt, tmp_path):
    path = own_grid(
        tmp_path / "grid.csv", [("Fresh", 4, 5, 1, 5), ("Stale", 1, 2, 1, 5)]
    )
    shop = dbt(
        "build",
        "--select",
        *("+int_segments__rfm_grid", PARTITION_TEST),
        "--exclude-resource-types",
        "unit_test",
        variables={"segments_rfm_grid": path},
    )
    assert not shop.succeeded
    assert shop.statuses[PARTITION_TEST] == "fail"


def test_klaviyos_grid_scores_by_days_and_thirds(tmp_path):
    shop = run_dbt(
        tmp_path,
        "build",
        *NO_TESTS,
        *("--select", "+int_segments__customer_rfm"),
        variables={"segments_rfm_grid": "klaviyo"},
    )
    assert shop.succeeded, shop.message
    scores = shop.rows(
        "select recency_score, min(days_since_last_order), max(days_since_last_order) "
        "from int_segments__customer_rfm where is_current group by 1 order by 1"
    )
    assert scores[-1][2] <= 180 < scores[-2][1]
    assert (
        shop.value("select max(frequency_score) from int_segments__customer_rfm") == 3
    )


def test_natural_breaks_are_the_best_of_all():
    generator = np.random.default_rng(7)
    values = np.round(generator.lognormal(3, 1, 14), 3)
    points = np.sort(values)

    def cost(breaks):
        groups = np.digitize(points, breaks, right=True)
        return sum(
            ((points[groups == g] - points[groups == g].mean()) ** 2).sum()
            for g in set(groups)
        )

    best = min(
        cost([points[a], points[b]])
        for a in range(len(points) - 2)
        for b in range(a + 1, len(points) - 1)
    )
    assert cost(natural_breaks(values, 3)) == pytest.approx(best)


def test_natural_breaks_are_fitted_on_the_customers_of_lowest_hashes():
    buyers = duckdb.sql(
        "select 'C' || number as customer_id, "
        "date '2025-01-01' + cast(number % 2 as int) as as_of_date, "
        "number % 5 as order_count, number as days_since_last_order, "
        "number * number as net_amount from range(400) as numbers (number)"
    )
    settings = {
        "cuts": {"monetary": "natural_breaks", "recency": "quantiles"},
        "score_count": 4,
        "sample_size": 13,
    }
    dbt = SimpleNamespace(
        config=SimpleNamespace(get={"meta": settings}.get), ref=lambda _: buyers
    )
    cuts = int_segments__fitted_rfm_breaks.model(dbt, None)
    customers = buyers.df().query("order_count > 0")
    order = customers["customer_id"].map(lambda key: md5(key.encode()).hexdigest())
    for day, group in customers.assign(order=order).groupby("as_of_date"):
        drawn = group.sort_values("order").head(13)["net_amount"].to_numpy(dtype=float)
        found = cuts[cuts["as_of_date"] == day]
        assert set(found["measure"]) == {"monetary"}
        assert found["cut_value"].tolist() == natural_breaks(drawn, 4)


def test_natural_breaks_of_few_values_leave_the_best_score_to_the_largest():
    breaks = natural_breaks(np.array([1.0, 1.0, 2.0]), 5)
    assert len(breaks) == 4
    assert sum(limit < 2.0 for limit in breaks) == 4


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"segments_rfm_grid": "shopfy"}, "segments_rfm_grid is shopfy"),
        ({"segments_rfm_cuts": {"recency": "thirds"}}, "segments_rfm_cuts.recency"),
        ({"segments_rfm_cuts": {"recency": [30, 90]}}, "segments_rfm_cuts.recency"),
        ({"segments_rfm_cuts": {"days": "quantiles"}}, "segments_rfm_cuts.days is no"),
        ({"segments_history_months": 0}, "segments_history_months is 0"),
    ],
)
def test_a_bad_setting_is_refused_in_one_sentence(dbt, setting, message):
    shop = dbt("run", "--select", "int_segments__as_of_dates", variables=setting)
    assert not shop.succeeded
    assert message in shop.message
