"""Whom to contact with what, and what it brought."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import campaigns
from dashboard.words import number, short_money


def page(shop: Shop) -> None:
    """Plan, budget, recipients and results."""
    st.title("Campaigns")
    plan = shop.frame(
        """
        select segment_name as segment, goal, action, offer, products, channel,
            audience_count as audience, control_count as held_out,
            cast(budget_amount as double) as budget, budget_share,
            cast(expected_gain_amount as double) as expected_gain, return_on_cost,
            gain_basis, measurability, how_computed
        from segments__campaign_plan order by funding_rank, campaign_id
        """
    )
    columns = st.columns(3)
    columns[0].metric("Campaigns", number(len(plan)))
    columns[1].metric("Budget", short_money(plan["budget"].sum(), shop.currency))
    columns[2].metric(
        campaigns.gain_words(plan),
        short_money(plan["expected_gain"].sum(), shop.currency),
    )
    layout.show(campaigns.budget(shop))
    layout.table(
        "The plan",
        "segments__campaign_plan",
        plan,
        shares=("budget_share",),
        amounts=("budget", "expected_gain"),
        currency=shop.currency,
    )
    if shop.has("segments__campaign_audiences"):
        layout.show(campaigns.audiences(shop))
    if shop.has("segments__campaign_results"):
        results(shop)


def results(shop: Shop) -> None:
    """What past campaigns brought."""
    past = shop.frame(
        "select campaign_id from segments__campaign_totals order by "
        "try_cast(campaign_id as bigint) desc nulls last, campaign_id desc"
    )["campaign_id"]
    if past.empty:
        st.subheader("Results")
        st.info("The inputs hold no campaign contacts, so there is nothing to measure.")
        return
    campaign = st.selectbox("Results of", list(past))
    drawn = campaigns.results(shop, campaign)
    if not drawn.is_empty:
        layout.show(drawn)
    layout.table(
        f"Contacted and held out by {campaign}",
        "segments__campaign_results",
        campaigns.results_of(shop, campaign).dropna(axis="columns", how="all"),
        shares=(
            *("responded", "ordered", "held_out_ordered"),
            *("uplift", "uplift_low", "uplift_high"),
        ),
        amounts=("cost",),
        currency=shop.currency,
    )
