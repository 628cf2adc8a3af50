"""How customers move between segments, come back, and are expected to move."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts import (
    Drawing,
    drawing,
    in_per_cent,
    plain,
    rows_height,
    with_room,
)
from dashboard.data import Shop, date_before, where
from dashboard.palette import COLORS, MUTED, SEQUENTIAL
from dashboard.words import in_lines, sentence, with_unit

MEASURES = {
    "net_amount": ("Sales after returns", "currency"),
    "sales_amount": ("Sales", "currency"),
    "order_count": ("Orders", ""),
    "active_customer_count": ("Customers who ordered", ""),
    "customer_count": ("Buyers in the segment", ""),
    "active_share": ("Share who ordered", "share"),
    "retention_rate": ("Share who ordered in the month before and again", "share"),
    "average_order_value": ("Average order value", "currency"),
    "orders_per_active_customer": ("Orders per customer who ordered", ""),
    "units_per_order": ("Units per order", ""),
}
CAUSES = {
    "first_order_count": "first order",
    "own_behaviour_count": "own behaviour",
    "time_passing_count": "time passing",
    "threshold_drift_count": "threshold drift",
    "late_data_count": "late data",
    "refit_count": "re-fit",
}


def months(shop: Shop) -> list:
    """The dates between which customers moved, the latest first."""
    found = shop.frame(
        "select distinct as_of_date from segments__migrations "
        "where segmentation = 'segment' order by as_of_date desc"
    )
    return list(found["as_of_date"])


def last_full(dates: list) -> object | None:
    """The latest of dates, latest first, whose period is four weeks or longer."""
    whole = [
        date
        for place, date in enumerate(dates)
        if date_before(dates[place:]) in dates[place + 1 : place + 2]
    ]
    return next(iter(whole or dates), None)


def flows(shop: Shop, date, with_stays: bool = False) -> Drawing:
    """Customers who moved between segments in the month before a date."""
    data = shop.frame(
        """
        select coalesce(from_name, from_segment) as left_segment,
            coalesce(to_name, to_segment) as entered_segment,
            customer_count as customers, from_share
        from segments__migrations
        where segmentation = 'segment' and as_of_date = ?
            and (? or from_segment is distinct from to_segment)
        order by customers desc, left_segment, entered_segment
        """,
        date,
        with_stays,
    )

    def draw(rows):
        left = list(dict.fromkeys(rows["left_segment"]))
        entered = list(dict.fromkeys(rows["entered_segment"]))
        figure = plain(540, margin={"l": 10, "r": 10, "t": 24, "b": 24})
        sides = (("left_segment", left), ("entered_segment", entered))
        labels = [
            f"{in_lines(str(name), 16)}: {rows.customers[rows[column] == name].sum():,}"
            for column, names in sides
            for name in names
        ]
        figure.add_trace(
            go.Sankey(
                node={
                    "label": labels,
                    "color": [shop.colors.get(name, MUTED) for name in left + entered],
                    "pad": 26,
                    "thickness": 14,
                },
                link={
                    "source": [left.index(name) for name in rows["left_segment"]],
                    "target": [
                        len(left) + entered.index(name)
                        for name in rows["entered_segment"]
                    ],
                    "value": rows["customers"],
                    "color": "rgba(118, 118, 118, 0.3)",
                    "hovertemplate": "%{source.label} to %{target.label}: "
                    "%{value:,} customers<extra></extra>",
                },
            )
        )
        return figure

    return drawing("Moves between segments", "segments__migrations", data, draw)


def causes(shop: Shop, date) -> Drawing:
    """Why customers moved in the month before a date."""
    sums = ", ".join(f"cast(sum({column}) as bigint) as {column}" for column in CAUSES)
    found = shop.frame(
        f"select {sums} from segments__migrations where segmentation = 'segment' "
        "and as_of_date = ? and from_segment is distinct from to_segment",
        date,
    )
    data = found.rename(columns=CAUSES).T.reset_index()
    data.columns = ["cause", "customers"]
    data = data[data["customers"].fillna(0) > 0]

    def draw(rows):
        figure = plain(rows_height(len(rows), 40))
        figure.add_bar(
            y=[sentence(cause) for cause in rows["cause"]],
            x=rows["customers"],
            orientation="h",
            marker_color=COLORS[0],
            texttemplate="%{x:,}",
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:,} customers<extra></extra>",
        )
        figure.update_xaxes(title="Customers who moved")
        figure.update_yaxes(autorange="reversed")
        return with_room(figure, rows["customers"])

    return drawing("Why they moved", "segments__migrations", data, draw)


def retention(
    shop: Shop, segment: str | None = None, months_shown: int = 18
) -> Drawing:
    """Share of each month's new customers who order again, by age in months."""
    data = shop.frame(
        """
        select strftime(cohort_month, '%Y-%m') as cohort, age_months,
            cast(sum(customer_count) as bigint) as customers,
            cast(sum(active_customer_count) as bigint) as active,
            sum(active_customer_count) / sum(customer_count) as retention_rate
        from segments__cohort_retention
        where (? is null or segment_id = ?) and not is_partial
            and age_months between 1 and ?
        group by cohort, age_months
        order by cohort, age_months
        """,
        segment,
        segment,
        months_shown,
    )

    def draw(rows):
        table = rows.pivot_table(
            index="cohort", columns="age_months", values="retention_rate"
        ).iloc[::-1]
        figure = plain(rows_height(len(table), 24, 300))
        figure.add_heatmap(
            x=table.columns,
            y=table.index,
            z=table.to_numpy(),
            colorscale=SEQUENTIAL,
            texttemplate="%{z:.0%}" if table.size <= 400 else None,
            hovertemplate="New in %{y}, %{x} months later: %{z:.0%} ordered"
            "<extra></extra>",
            colorbar={"tickformat": ".0%"},
        )
        figure.update_xaxes(title="Months after the first order", dtick=2)
        figure.update_yaxes(title="Month of the first order", type="category")
        return figure

    return drawing("Who orders again", "segments__cohort_retention", data, draw)


def monthly(
    shop: Shop, measure: str, segments: list[str], first=None, last=None
) -> Drawing:
    """A figure of each segment month by month."""
    label, unit = MEASURES[measure]
    condition, values = where({"month_start >= ?": first, "month_start <= ?": last})
    data = shop.frame(
        f"""
        select month_start as month, segment_id, is_partial,
            cast({measure} as double) as value
        from segments__monthly_kpis
        where list_contains(?, segment_id) and {measure} is not null and {condition}
        order by month, segment_id
        """,
        segments,
        *values,
    )
    data = shop.named(data)

    def draw(rows):
        figure = plain(420)
        for name, of_segment in rows.groupby("segment", sort=False):
            figure.add_scatter(
                x=of_segment["month"],
                y=of_segment["value"],
                name=name,
                mode="lines+markers",
                line={"color": shop.colors[name], "width": 2},
                marker={"symbol": shop.symbols[name], "size": 6},
                hovertemplate="%{x|%b %Y}: %{y:,.3~g}<extra>" + name + "</extra>",
            )
        title = with_unit(
            label, "currency" if unit == "currency" else "", shop.currency
        )
        figure.update_yaxes(title=title, rangemode="tozero")
        return in_per_cent(figure) if unit == "share" else figure

    return drawing(
        f"{label} by month",
        "segments__monthly_kpis",
        data,
        draw,
        note="The first month of the data is left out: nobody had a segment before it.",
    )


def forecast(shop: Shop) -> Drawing:
    """Buyers of each segment at month ends, and the number expected next."""
    data = shop.frame(
        """
        select as_of_date, segment as segment_id, is_forecast,
            coalesce(actual_count, forecast_count) as buyers
        from segments__size_forecast where segmentation = 'segment'
        order by as_of_date, segment
        """
    )
    data = shop.named(data)

    def draw(rows):
        figure = plain(420)
        for name, of_segment in rows.groupby("segment", sort=False):
            is_next = of_segment["is_forecast"]
            figure.add_scatter(
                x=of_segment.loc[~is_next, "as_of_date"],
                y=of_segment.loc[~is_next, "buyers"],
                name=name,
                legendgroup=name,
                mode="lines",
                line={"color": shop.colors[name], "width": 2},
                hovertemplate="%{x|%d %b %Y}: %{y:,}<extra>" + name + "</extra>",
            )
            ahead = of_segment[
                is_next
                | (
                    of_segment["as_of_date"].eq(
                        of_segment.loc[~is_next, "as_of_date"].max()
                    )
                )
            ]
            figure.add_scatter(
                x=ahead["as_of_date"],
                y=ahead["buyers"],
                name=name,
                legendgroup=name,
                showlegend=False,
                mode="lines+markers",
                line={"color": shop.colors[name], "dash": "dot"},
                marker={"symbol": shop.symbols[name], "size": 7},
                hovertemplate="%{x|%d %b %Y}: %{y:,.0f} expected<extra>"
                + name
                + "</extra>",
            )
        figure.update_yaxes(title="Buyers", rangemode="tozero")
        return figure

    return drawing(
        "Size of the segments, and what is expected next",
        "segments__size_forecast",
        data,
        draw,
        note="Dotted: the forecast by the method with the smaller error so far.",
    )
