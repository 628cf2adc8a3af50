"""What customers are worth."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import value
from dashboard.words import is_missing, sentence, short_money

NOT_PREDICTED = (
    "No value is predicted: in the back-test no method ranked customers better than "
    "chance or came closer than a constant rate, or the history is too short for a "
    "back-test. What customers have brought so far is shown."
)


def page(shop: Shop) -> None:
    """Lifetime value and its back-test."""
    st.title("Value")
    totals(shop)
    layout.show(value.by_segment(shop))
    if is_predicted(shop):
        segment = layout.choose_segment(shop, "Customers of", with_all=True)
        layout.show(value.distribution(shop, segment))
        best(shop, segment)
    else:
        st.info(NOT_PREDICTED)
    if shop.has("segments__lifetime_value_backtest"):
        metrics = shop.frame(
            "select distinct metric from segments__lifetime_value_backtest order by 1"
        )["metric"]
        if len(metrics):
            metric = st.selectbox(
                "How good the prediction is",
                list(metrics),
                format_func=lambda x: value.METRICS.get(x, (sentence(x),))[0],
            )
            layout.show(value.backtest(shop, metric))


def totals(shop: Shop) -> None:
    """What known customers and those to come are expected to bring."""
    if not shop.has("segments__lifetime_totals"):
        return
    found = shop.frame(
        "select customer_group, value_period, "
        "cast(expected_value as double) as expected, "
        "cast(expected_value_low as double) as low, "
        "cast(expected_value_high as double) as high, evidence "
        "from segments__lifetime_totals order by customer_group desc"
    )
    columns = st.columns(max(1, len(found)))
    for column, row in zip(columns, found.itertuples(), strict=False):
        column.metric(
            f"{sentence(row.customer_group)}: {row.value_period}",
            short_money(row.expected, shop.currency),
        )
        if is_missing(row.expected):
            column.markdown(f":small[Not stated: {row.evidence}.]")
        elif not is_missing(row.low):
            low, high = short_money(row.low, ""), short_money(row.high, shop.currency)
            column.markdown(f":small[With 80 % between {low} and {high}.]")


def is_predicted(shop: Shop) -> bool:
    """Whether any customer has a predicted value."""
    found = shop.frame(
        "select count(predicted_value) as n from segments__lifetime_values"
    )
    return bool(found["n"].iloc[0])


def best(shop: Shop, segment: str | None) -> None:
    """The customers of highest predicted value."""
    found = shop.frame(
        """
        select customer_id, segment_id, cast(historical_value as double) as so_far,
            cast(predicted_value as double) as predicted,
            cast(predicted_value_low as double) as low,
            cast(predicted_value_high as double) as high, probability_alive
        from segments__lifetime_values
        where predicted_value is not null and (? is null or segment_id = ?)
        order by predicted_value desc, customer_id limit 100
        """,
        segment,
        segment,
    )
    layout.table(
        "Customers of highest predicted value",
        "segments__lifetime_values",
        shop.named(found),
        shares=("probability_alive",),
        amounts=("so_far", "predicted", "low", "high"),
        currency=shop.currency,
    )
