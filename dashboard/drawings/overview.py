"""Segments by customers and revenue, RFM segments, and what changed."""

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
from dashboard.palette import BACKGROUND, COLORS, MUTED, SEQUENTIAL
from dashboard.words import in_lines, money, number


def sizes(shop: Shop, country: str | None = None) -> Drawing:
    """Share of customers and of revenue of each segment."""
    condition, values = where({"country = ?": country})
    data = shop.frame(
        f"""
        select segment_id, count(*) as customers,
            cast(coalesce(sum(net_amount), 0) as double) as revenue,
            count(*) / sum(count(*)) over () as share_of_customers,
            cast(sum(net_amount) as double)
                / nullif(cast(sum(sum(net_amount)) over () as double), 0)
                as share_of_revenue
        from segments__customers where {condition}
        group by segment_id order by segment_id = 'S00', segment_id
        """,
        *values,
    )
    data = shop.named(data)

    def draw(rows):
        figure = plain(rows_height(len(rows), 52), barmode="group")
        names = [in_lines(name) for name in rows["segment"]]
        for column, label, color, words in (
            ("share_of_revenue", "Revenue", COLORS[1], "revenue"),
            ("share_of_customers", "Customers", COLORS[0], "customers"),
        ):
            if rows[column].isna().all():  # a shop without orders has no revenue
                continue
            said = [
                money(value, shop.currency) if words == "revenue" else number(value)
                for value in rows[words]
            ]
            figure.add_bar(
                y=names,
                x=rows[column],
                name=label,
                orientation="h",
                marker_color=color,
                customdata=said,
                texttemplate="%{x:.0%}",
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{y}: %{x:.1%}, %{customdata}<extra>"
                + label
                + "</extra>",
            )
        figure.update_yaxes(autorange="reversed")
        figure.update_layout(legend={"traceorder": "reversed"})
        shares = rows[["share_of_revenue", "share_of_customers"]].stack()
        return in_per_cent(with_room(figure, shares), "x")

    return drawing(
        "Share of customers and of revenue", "segments__customers", data, draw
    )


def rfm_treemap(shop: Shop, country: str | None = None) -> Drawing:
    """RFM segments by number of customers, darker where a customer spends more."""
    condition, values = where({"country = ?": country})
    data = shop.frame(
        f"""
        select rfm_segment, count(*) as customers,
            cast(sum(net_amount) as double) as revenue,
            cast(sum(net_amount) as double) / count(*) as revenue_per_customer
        from segments__customers where rfm_segment is not null and {condition}
        group by rfm_segment order by customers desc, rfm_segment
        """,
        *values,
    )

    def draw(rows):
        figure = plain(420)
        colors = {"colors": [COLORS[0]] * len(rows)}
        if rows["revenue_per_customer"].notna().any():
            colors = {
                "colors": rows["revenue_per_customer"],
                "colorscale": SEQUENTIAL,
                "colorbar": {"title": {"text": f"{shop.currency} each".strip()}},
                "showscale": True,
            }
        figure.add_trace(
            go.Treemap(
                root={"color": BACKGROUND},
                tiling={"pad": 0},
                labels=rows["rfm_segment"],
                parents=[""] * len(rows),
                values=rows["customers"],
                marker=colors
                | {
                    "line": {"color": BACKGROUND, "width": 2},
                    "pad": dict.fromkeys("tlrb", 0),
                },
                pathbar={"visible": False},
                customdata=[
                    money(value, shop.currency)
                    for value in rows["revenue_per_customer"]
                ],
                texttemplate="%{label}<br>%{value:,} (%{percentRoot:.0%})",
                hovertemplate="%{label}: %{value:,} customers, "
                "%{customdata} each<extra></extra>",
            )
        )
        return figure

    return drawing("RFM segments by customers", "segments__customers", data, draw)


def rfm_grid(shop: Shop, country: str | None = None) -> Drawing:
    """Customers by recency and frequency score."""
    condition, values = where({"country = ?": country})
    data = shop.frame(
        f"""
        select recency_score, frequency_score, count(*) as customers
        from segments__customers
        where recency_score is not null and frequency_score is not null and {condition}
        group by all order by all
        """,
        *values,
    )

    def draw(rows):
        table = rows.pivot_table(
            index="recency_score", columns="frequency_score", values="customers"
        )
        figure = plain(360)
        figure.add_heatmap(
            x=table.columns,
            y=table.index,
            z=table.to_numpy(),
            colorscale=SEQUENTIAL,
            texttemplate="%{z:,}",
            hovertemplate="Recency %{y}, frequency %{x}: %{z:,} customers"
            "<extra></extra>",
            colorbar={"title": {"text": "Customers"}},
        )
        figure.update_xaxes(title="Frequency score (5 is best)", dtick=1)
        figure.update_yaxes(title="Recency score (5 is best)", dtick=1)
        return figure

    return drawing(
        "Customers by recency and frequency score", "segments__customers", data, draw
    )


def changes(shop: Shop) -> Drawing:
    """Buyers of each segment now and at a month end four weeks or more before."""
    dates = list(
        shop.frame("select distinct as_of_date from segments__history order by 1 desc")[
            "as_of_date"
        ]
    )
    first = date_before(dates)
    data = shop.frame(
        """
        select segment_id,
            count(*) filter (as_of_date = $2) as now,
            count(*) filter (as_of_date = $1) as before,
            cast($1 as date) as since
        from segments__history where as_of_date in ($1, $2)
        group by segment_id order by segment_id
        """,
        first,
        dates[0] if first else None,
    )
    data = shop.named(data)
    data["change"] = data["now"] - data["before"]

    def draw(rows):
        figure = plain(rows_height(len(rows)))
        figure.add_bar(
            y=[in_lines(name) for name in rows["segment"]],
            x=rows["change"],
            orientation="h",
            marker_color=[
                COLORS[0] if change >= 0 else COLORS[1] for change in rows["change"]
            ],
            customdata=rows[["before", "now"]],
            texttemplate="%{x:+,}",
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{customdata[0]:,} before, %{customdata[1]:,} now"
            "<extra></extra>",
        )
        figure.update_xaxes(title="Change in buyers", zerolinecolor=MUTED)
        figure.update_yaxes(autorange="reversed")
        return with_room(figure, rows["change"])

    since = f" since {data['since'].iloc[0]:%d %B %Y}" if len(data) else ""
    return drawing(f"What changed{since}", "segments__history", data, draw)
