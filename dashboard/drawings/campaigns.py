"""Plan, recipients and results of campaigns."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import Drawing, drawing, in_per_cent, plain, rows_height
from dashboard.data import NOBODY, Shop
from dashboard.palette import COLORS, MUTED
from dashboard.words import in_lines, money, per_cent, sentence


def budget(shop: Shop) -> Drawing:
    """Cost and expected gain of each planned campaign."""
    data = shop.frame(
        """
        select campaign_id, segment_name as segment, play, channel,
            audience_count as audience, cast(budget_amount as double) as budget,
            cast(expected_gain_amount as double) as expected_gain, gain_basis,
            return_on_cost
        from segments__campaign_plan order by funding_rank, campaign_id
        """
    )
    gain = gain_words(data)

    def draw(rows):
        figure = plain(rows_height(len(rows), 52), barmode="group")
        names = [
            in_lines(f"{row.segment}: {sentence(row.play).lower()}", 26)
            for row in rows.itertuples()
        ]
        for column, label, color in (
            ("expected_gain", gain, COLORS[0]),
            ("budget", "Budget", COLORS[1]),
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
        figure.update_xaxes(title=shop.currency)
        figure.update_layout(legend={"traceorder": "reversed"})
        return figure

    return drawing(f"Budget and {gain.lower()}", "segments__campaign_plan", data, draw)


def gain_words(plan: pd.DataFrame) -> str:
    """What to call the gain of a plan: without known costs it is sales."""
    known = set(plan["gain_basis"].dropna())
    return "Expected sales" if known == {"sales"} else "Expected gain"


def audiences(shop: Shop) -> Drawing:
    """Customers who are contacted, and those held out for comparison."""
    data = shop.frame(
        """
        select campaign_id, segment_id, play, contact_group, count(*) as customers
        from segments__campaign_audiences group by all order by all
        """
    )
    data = shop.named(data)
    data["campaign"] = [
        f"{row.segment}: {sentence(row.play).lower()}" for row in data.itertuples()
    ]

    def draw(rows):
        figure = plain(rows_height(rows["campaign"].nunique(), 48), barmode="stack")
        shown = dict(
            zip(sorted(set(rows["contact_group"])), (MUTED, *COLORS), strict=False)
        )
        for group, color in shown.items():
            part = rows[rows["contact_group"] == group]
            figure.add_bar(
                y=[in_lines(name, 26) for name in part["campaign"]],
                x=part["customers"],
                name=sentence(group),
                orientation="h",
                marker_color=color,
                hovertemplate="%{y}: %{x:,}<extra>" + sentence(group) + "</extra>",
            )
        figure.update_yaxes(autorange="reversed")
        figure.update_xaxes(title="Customers")
        return figure

    return drawing(
        "Who is contacted and who is held out",
        "segments__campaign_audiences",
        data,
        draw,
    )


def results_of(shop: Shop, campaign: str) -> pd.DataFrame:
    """A row per segment, and for all: who was contacted, and what they did."""
    rows = """
        select segment_id, treatment_count as contacted, control_count as held_out,
            uncounted_count as not_counted, response_rate as responded,
            treatment_rate as ordered, control_rate as held_out_ordered,
            adjusted_uplift as uplift, adjusted_uplift_low as uplift_low,
            adjusted_uplift_high as uplift_high, verdict, group_check,
            cast(cost_amount as double) as cost
        from {table} where campaign_id = ? order by segment_id
        """
    tables = ("segments__campaign_totals", "segments__campaign_results")
    data = pd.concat(
        [shop.frame(rows.format(table=name), campaign) for name in tables],
        ignore_index=True,
    )
    # none of today's customers need be without orders
    names = {NOBODY: "Without orders"} | shop.names | {"all": "All customers"}
    data.insert(0, "segment", data["segment_id"].map(names))
    return data.dropna(subset=["segment"]).drop(columns="segment_id")


def results(shop: Shop, campaign: str) -> Drawing:
    """The difference a campaign made, by segment, with its interval.

    Where nobody was held out, the shares of the contacted who ordered and responded.
    """
    data = results_of(shop, campaign)
    with_uplift = data.dropna(subset=["uplift"])
    title = f"What {campaign} brought"
    if with_uplift.empty:
        counted = data[data["contacted"] > 0]
        return drawing(
            title,
            "segments__campaign_results",
            counted,
            shares_of_contacted,
            note="No difference to customers held out is known, so nobody knows who "
            "would have ordered anyway.",
        )

    def draw(rows):
        figure = plain(rows_height(len(rows), 40))
        said = [
            f"{per_cent(row.ordered)} of the contacted ordered, "
            f"{per_cent(row.held_out_ordered)} of the others; {row.verdict}"
            for row in rows.itertuples()
        ]
        figure.add_scatter(
            y=[in_lines(name) for name in rows["segment"]],
            x=rows["uplift"],
            mode="markers",
            marker={"size": 11, "color": COLORS[0]},
            customdata=said,
            error_x={
                "type": "data",
                "symmetric": False,
                "array": rows["uplift_high"] - rows["uplift"],
                "arrayminus": rows["uplift"] - rows["uplift_low"],
                "color": MUTED,
            },
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
        figure.add_vline(x=0, line_color=MUTED)
        figure.update_xaxes(
            title="Difference in the share who ordered, in points of per cent"
        )
        figure.update_yaxes(autorange="reversed")
        return in_per_cent(figure, "x")

    return drawing(
        title,
        "segments__campaign_results",
        with_uplift,
        draw,
        note="Dot: the difference to customers held out, adjusted for their past "
        "orders. Line: its 95 % interval.",
    )


def shares_of_contacted(rows: pd.DataFrame) -> go.Figure:
    """The shares of the contacted who ordered and who responded."""
    figure = plain(rows_height(len(rows), 52), barmode="group")
    for column, label, color in (
        ("responded", "Responded", COLORS[1]),
        ("ordered", "Ordered", COLORS[0]),
    ):
        figure.add_bar(
            y=[in_lines(name) for name in rows["segment"]],
            x=rows[column],
            name=label,
            orientation="h",
            marker_color=color,
            customdata=rows["contacted"],
            hovertemplate="%{y}: %{x:.1%} of %{customdata:,} contacted<extra>"
            + label
            + "</extra>",
        )
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(title="Share of the contacted", range=[0, 1])
    figure.update_layout(legend={"traceorder": "reversed"})
    return in_per_cent(figure, "x")
