"""What customers are expected to spend, and how well that is predicted."""

from __future__ import annotations

from dashboard.charts import (
    Drawing,
    drawing,
    in_per_cent,
    plain,
    rows_height,
    with_room,
)
from dashboard.data import Shop, where
from dashboard.palette import COLORS
from dashboard.words import in_lines, money, sentence, with_unit

METRICS = {
    "bias": ("Bias: predicted over actual, less 1", "share"),
    "mean absolute error": ("Mean absolute error", "currency"),
    "root mean squared error": ("Root mean squared error", "currency"),
    "rank correlation": ("Rank correlation (1 is best)", ""),
    "interval coverage": ("Share of customers within their interval", "share"),
    "share of top tenth": ("Share of the best tenth that was found", "share"),
}


def by_segment(shop: Shop) -> Drawing:
    """Past and predicted value of each segment."""
    data = shop.named(
        shop.frame(
            """
            select segment_id, count(*) as customers,
                cast(sum(historical_value) as double) as past_value,
                cast(sum(predicted_value) as double) as predicted_value,
                median(probability_alive) as median_probability_alive
            from segments__lifetime_values group by segment_id order by segment_id
            """
        )
    )

    # a shop without orders has customers and no values
    data = data.dropna(subset=["past_value", "predicted_value"], how="all")

    def draw(rows):
        figure = plain(rows_height(len(rows), 52), barmode="group")
        names = [in_lines(name) for name in rows["segment"]]
        for column, label, color in (
            ("predicted_value", "Next 12 months, predicted", COLORS[1]),
            ("past_value", "So far", COLORS[0]),
        ):
            figure.add_bar(
                y=names,
                x=rows[column],
                name=label,
                orientation="h",
                marker_color=color,
                customdata=[money(value, shop.currency) for value in rows[column]],
                hovertemplate="%{y}: %{customdata}<extra>" + label + "</extra>",
            )
        figure.update_yaxes(autorange="reversed")
        figure.update_xaxes(
            title=with_unit("Value", "currency", shop.currency), tickformat=",~s"
        )
        figure.update_layout(legend={"traceorder": "reversed"})
        return figure

    return drawing(
        "Value so far and predicted", "segments__lifetime_values", data, draw
    )


def distribution(shop: Shop, segment: str | None = None) -> Drawing:
    """Customers by predicted value."""
    condition, values = where({"segment_id = ?": segment})
    data = shop.frame(
        f"""
        with bounds as (
            select greatest(quantile_cont(cast(predicted_value as double), 0.99), 1)
                / 24 as width
            from segments__lifetime_values
        )
        select width * least(floor(cast(predicted_value as double) / width), 24)
            as lower_edge, width, count(*) as customers
        from segments__lifetime_values cross join bounds
        where predicted_value is not null and {condition}
        group by all order by lower_edge
        """,
        *values,
    )

    def draw(rows):
        figure = plain(bargap=0.02)
        figure.add_bar(
            x=rows["lower_edge"] + rows["width"] / 2,
            y=rows["customers"],
            width=rows["width"],
            marker_color=shop.colors[shop.names[segment]] if segment else COLORS[0],
            customdata=[
                f"{money(row.lower_edge, shop.currency)} and more"
                for row in rows.itertuples()
            ],
            hovertemplate="%{customdata}: %{y:,} customers<extra></extra>",
        )
        figure.update_xaxes(
            title=with_unit(
                "Predicted value of the next 12 months", "currency", shop.currency
            )
        )
        figure.update_yaxes(title="Customers")
        return figure

    return drawing(
        "Customers by predicted value",
        "segments__lifetime_values",
        data,
        draw,
        note="The last bar holds the highest hundredth.",
    )


def backtest(shop: Shop, metric: str) -> Drawing:
    """How well each method predicted the periods that were held back."""
    label, unit = METRICS.get(metric, (sentence(metric), ""))
    data = shop.frame(
        """
        select method, as_of_date, measured_value, is_served, horizon_days,
            customer_count as customers
        from segments__lifetime_value_backtest
        where metric = ? and measured_value is not null order by method, as_of_date
        """,
        metric,
    )

    def draw(rows):
        dates = sorted(set(rows["as_of_date"]))
        methods = rows["method"].nunique()
        figure = plain(rows_height(methods, 26 + 18 * len(dates)), barmode="group")
        for date, color in zip(reversed(dates), COLORS, strict=False):
            part = rows[rows["as_of_date"] == date]
            figure.add_bar(
                y=[
                    in_lines(sentence(row.method)) + (" (used)" * row.is_served)
                    for row in part.itertuples()
                ],
                x=part["measured_value"],
                name=f"predicted at {date:%d %b %Y}",
                orientation="h",
                marker_color=color,
                texttemplate="%{x:.0%}" if unit == "share" else "%{x:,.3~g}",
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{y}: %{x:,.3~g}<extra></extra>",
            )
        figure.update_xaxes(
            title=with_unit(
                label, "currency" if unit == "currency" else "", shop.currency
            )
        )
        with_room(figure, rows["measured_value"])
        return in_per_cent(figure, "x") if unit == "share" else figure

    return drawing(
        f"Back-test: {label[:1].lower() + label[1:]}",
        "segments__lifetime_value_backtest",
        data,
        draw,
    )
