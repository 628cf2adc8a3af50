"""The campaign plan spends its budget well, and its groups are drawn fairly."""

import hashlib
import math
import shutil
from itertools import product

import pandas as pd
import pytest
from dbt_builds import NO_TESTS, Build, run_dbt

BUDGET = 400
LARGEST_SHARE = 0.4
CAMPAIGNS = ("models/campaigns",)


@pytest.fixture(scope="module")
def plan_of_a_budget(demo_shop, tmp_path_factory) -> Build:
    """The demo shop's campaigns, planned anew with a budget."""
    folder = tmp_path_factory.mktemp("budget")
    shutil.copy(demo_shop.database, folder / "shop.duckdb")
    shop = run_dbt(
        folder,
        "build",
        *NO_TESTS,
        "--select",
        *CAMPAIGNS,
        variables={
            "segments_campaign_budget": BUDGET,
            "segments_campaign_largest_share": LARGEST_SHARE,
        },
    )
    assert shop.succeeded, shop.message
    return shop


def test_every_segment_has_a_plan_and_its_main_play_once(demo_shop):
    plans = demo_shop.frame(
        "select segment_id, sum(is_main_play::int) as main_plays "
        "from segments__campaign_plan group by segment_id"
    )
    segments = demo_shop.rows("select segment_id from segments__profiles")
    assert set(plans["segment_id"]) == {segment for (segment,) in segments}
    assert set(plans["main_plays"]) == {1}


def test_the_plan_counts_the_audiences(plan_of_a_budget, demo_shop):
    for shop in (plan_of_a_budget, demo_shop):
        differing = shop.rows(
            """
            select plans.campaign_id
            from segments__campaign_plan as plans
            left join segments__campaign_audiences as members using (campaign_id)
            group by all
            having count(*) != max(audience_count)
                or sum((contact_group = 'treatment')::int) != max(treatment_count)
                or sum((contact_group = 'control')::int) != max(control_count)
            """
        )
        assert differing == []


def test_the_budget_is_kept_and_spent(plan_of_a_budget):
    plan = plan_of_a_budget.frame("select * from segments__campaign_plan")
    assert plan["budget_amount"].sum() <= BUDGET
    assert plan["budget_amount"].sum() > BUDGET - plan["contact_cost"].sum()
    assert plan["budget_amount"].max() <= LARGEST_SHARE * BUDGET
    assert plan["budget_share"].sum() == pytest.approx(1)


def test_no_other_split_of_the_budget_earns_more(plan_of_a_budget):
    campaigns = plan_of_a_budget.frame(
        "select * from int_segments__campaign_budgets "
        "order by reach_cost * (gain_per_contact >= contact_cost)::int desc limit 4"
    ).astype({"contact_cost": float, "reach_cost": float, "granted_amount": float})
    money = campaigns["granted_amount"].sum()
    earned = (campaigns["treatment_count"] * campaigns["gain_per_contact"]).sum()
    per_euro = campaigns["gain_per_contact"] / campaigns["contact_cost"]
    caps = campaigns["reach_cost"].clip(upper=LARGEST_SHARE * BUDGET)
    steps = 24
    best = max(
        sum(
            min(share / steps * money, cap) * gain
            for share, cap, gain in zip(shares, caps, per_euro, strict=True)
        )
        for shares in product(range(steps + 1), repeat=len(campaigns))
        if sum(shares) <= steps
    )
    assert best > 0
    # contacts are whole
    assert earned >= best - campaigns["gain_per_contact"].sum()


def test_lots_are_the_hash_of_salt_campaign_and_customer(demo_shop):
    members = demo_shop.frame("select * from int_segments__campaign_members")

    def lot(member: pd.Series) -> float:
        text = f"1|{member['campaign_id']}|{member['customer_id']}"
        return int(hashlib.md5(text.encode()).hexdigest()[:8], 16) / 2**32

    assert members.apply(lot, axis=1).tolist() == members["lot"].tolist()
    assert members["is_control"].mean() == pytest.approx(0.1, abs=0.02)


def test_whoever_is_held_out_of_one_campaign_may_be_in_another(demo_shop):
    # independent lots: a tenth of the control group of one is in that of the other
    both = demo_shop.frame(
        """
        select first.is_control as in_first, second.is_control as in_second
        from int_segments__campaign_members as first
        inner join int_segments__campaign_members as second
            on first.customer_id = second.customer_id
            and first.campaign_id < second.campaign_id
        """
    )
    assert len(both) > 100
    assert both["in_first"].corr(both["in_second"]) == pytest.approx(0, abs=0.15)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.96, successes / trials
    middle = share + z**2 / (2 * trials)
    half = z * math.sqrt((share * (1 - share) + z**2 / (4 * trials)) / trials)
    return (middle - half) / (1 + z**2 / trials), (middle + half) / (1 + z**2 / trials)


def test_the_uplift_and_its_interval_are_newcombes(demo_shop):
    results = demo_shop.frame("select * from segments__campaign_results").set_index(
        ["campaign_id", "segment_id"]
    )
    outcomes = demo_shop.frame(
        "select campaign_id, segment_id, contact_group, count(*) as customers, "
        "sum(has_ordered::int)::int as orders from int_segments__campaign_outcomes "
        "where is_over group by all"
    )
    cells = outcomes.set_index(["campaign_id", "segment_id", "contact_group"])
    checked = 0
    for (campaign, segment), result in results.iterrows():
        if segment == "all" or not result[["treatment_count", "control_count"]].all():
            continue
        treated = cells.loc[campaign, segment, "treatment"]
        held_out = cells.loc[campaign, segment, "control"]
        low_1, high_1 = wilson(treated["orders"], treated["customers"])
        low_2, high_2 = wilson(held_out["orders"], held_out["customers"])
        share_1 = treated["orders"] / treated["customers"]
        share_2 = held_out["orders"] / held_out["customers"]
        low = share_1 - share_2 - math.hypot(share_1 - low_1, high_2 - share_2)
        high = share_1 - share_2 + math.hypot(high_1 - share_1, share_2 - low_2)
        assert result["uplift"] == pytest.approx(share_1 - share_2, abs=1e-8)
        assert result["uplift_low"] == pytest.approx(low, abs=1e-4)
        assert result["uplift_high"] == pytest.approx(high, abs=1e-4)
        checked += 1
    assert checked > 10


def test_all_segments_together_are_the_sum_and_verdicts_follow_the_interval(demo_shop):
    results = demo_shop.frame("select * from segments__campaign_results")
    whole = results[results["segment_id"] == "all"].set_index("campaign_id")
    parts = results[results["segment_id"] != "all"].groupby("campaign_id")
    for column in ("treatment_count", "control_count", "cost_amount"):
        differences = parts[column].sum().astype(float) - whole[column].astype(float)
        assert differences.abs().max() < 1e-6
    works = results[results["verdict"] == "works"]
    assert (works["uplift_low"] > 0).all()
    unclear = results[results["verdict"] == "no difference shown"]
    assert ((unclear["uplift_low"] <= 0) & (unclear["uplift_high"] >= 0)).all()
