"""How features are distributed, and which go together."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts import Drawing, drawing, in_per_cent, plain, rows_height
from dashboard.data import Shop
from dashboard.palette import COLORS, DIVERGING
from dashboard.words import in_lines, in_unit, money, with_unit

PAIRED = 5  # features of the pair plot
PAIRED_BUYERS = 400
FEWEST_PAIRED = 3


def to_pair(shop: Shop) -> list[str]:
    """The features of the segments; where they are few, others too."""
    in_model = [name for name, each in shop.features.items() if each.is_in_model]
    others = [name for name in shop.features if name not in in_model]
    return [*in_model, *others[: max(0, FEWEST_PAIRED - len(in_model))]]


def axis_title(shop: Shop, feature: str) -> str:
    """The title of a feature's axis."""
    known = shop.features[feature]
    return with_unit(known.label, known.unit, shop.currency)


def log_scale(shop: Shop, feature: str, values) -> bool:
    """Whether a feature needs a logarithmic axis to be seen."""
    known = values.dropna()
    return bool(
        shop.features[feature].unit != "share"
        and len(known)
        and known.min() > 0
        and known.max() > 50 * known.median()
    )


def histogram(shop: Shop, feature: str) -> Drawing:
    """The distribution of a feature over all buyers."""
    data = shop.frame(
        """
        select bin, lower_edge, upper_edge, customer_count as customers, customer_share
        from segments__feature_histograms where feature = ? order by bin
        """,
        feature,
    )
    known = shop.features[feature]

    def draw(rows):
        figure = plain(bargap=0.03)
        width = rows["upper_edge"] - rows["lower_edge"]
        is_whole = bool(
            (width == width.round()).all()
            and (rows["lower_edge"] == rows["lower_edge"].round()).all()
        )
        # a bin of counts from 3 to before 5 holds 3 and 4
        last = rows["upper_edge"] - (1 if is_whole else 0)
        said = [
            in_unit(low, known.unit, shop.currency)
            if low == high
            else f"{in_unit(low, known.unit, shop.currency)} to "
            f"{in_unit(high, known.unit, shop.currency)}"
            for low, high in zip(rows["lower_edge"], last, strict=True)
        ]
        middle = (rows["lower_edge"] + last) / 2
        figure.add_bar(
            x=middle,
            y=rows["customers"],
            width=width,
            marker_color=COLORS[0],
            customdata=said,
            hovertemplate="%{customdata}: %{y:,} buyers<extra></extra>",
        )
        figure.update_xaxes(title=axis_title(shop, feature))
        figure.update_yaxes(title="Buyers")
        return in_per_cent(figure, "x") if known.unit == "share" else figure

    return drawing(
        known.label,
        "segments__feature_histograms",
        data,
        draw,
        note="The end bins hold the values beyond.",
    )


def boxes(shop: Shop, feature: str, segments: list[str] | None = None) -> Drawing:
    """A box per segment: quartiles, median and whiskers."""
    known = shop.features[feature]
    data = shop.named(
        shop.frame(
            """
            select segment_id, lower_whisker, percentile_25, median, percentile_75,
                upper_whisker, mean
            from segments__profile_features
            where feature = ? and median is not null
                and (? is null or list_contains(?, segment_id))
            order by segment_id
            """,
            feature,
            segments or None,
            segments or None,
        )
    )

    def draw(rows):
        figure = plain(rows_height(len(rows), 46), showlegend=False)
        for row in rows.itertuples():
            figure.add_box(
                y=[in_lines(row.segment)],
                q1=[row.percentile_25],
                median=[row.median],
                q3=[row.percentile_75],
                lowerfence=[row.lower_whisker],
                upperfence=[row.upper_whisker],
                mean=[row.mean],
                orientation="h",
                name=row.segment,
                marker_color=shop.colors[row.segment],
            )
        figure.update_xaxes(title=axis_title(shop, feature))
        figure.update_yaxes(autorange="reversed")
        return in_per_cent(figure, "x") if known.unit == "share" else figure

    return drawing(
        f"{known.label} by segment", "segments__profile_features", data, draw
    )


def points(shop: Shop, features: list[str], limit: int | None = None):
    """Buyers of the fixed sample, a column per feature."""
    found = shop.frame(
        "select customer_id, segment_id, feature, feature_value "
        "from segments__feature_samples where list_contains(?, feature)",
        features,
    )
    if found.empty:
        return found
    wide = (
        found.pivot(
            index=["customer_id", "segment_id"],
            columns="feature",
            values="feature_value",
        )
        .reset_index()
        .reindex(columns=["customer_id", "segment_id", *features])
        .dropna(subset=features)
    )
    named = shop.named(wide)
    return named.head(limit) if limit else named


def scatter(
    shop: Shop, first: str, second: str, segments: list[str] | None = None
) -> Drawing:
    """Two features of the buyers of the fixed sample."""
    data = points(shop, [first, second])
    if segments and not data.empty:
        data = data[data["segment"].isin([shop.names[each] for each in segments])]

    def draw(rows):
        figure = plain(460)
        for name in shop.names.values():
            part = rows[rows["segment"] == name]
            if part.empty:
                continue
            figure.add_scatter(
                x=part[first],
                y=part[second],
                mode="markers",
                name=name,
                marker={
                    "size": 7,
                    "opacity": 0.75,
                    "color": shop.colors[name],
                    "symbol": shop.symbols[name],
                },
                text=part["customer_id"],
                hovertemplate="%{text}: %{x:,.3~g}, %{y:,.3~g}<extra>"
                + name
                + "</extra>",
            )
        figure.update_xaxes(
            title=axis_title(shop, first),
            type="log" if log_scale(shop, first, rows[first]) else "linear",
        )
        figure.update_yaxes(
            title=axis_title(shop, second),
            type="log" if log_scale(shop, second, rows[second]) else "linear",
        )
        for feature, axis in ((first, "x"), (second, "y")):
            if shop.features[feature].unit == "share":
                in_per_cent(figure, axis)
        return figure

    return drawing(
        f"{shop.label(first)} and {shop.label(second).lower()}",
        "segments__feature_samples",
        data,
        draw,
        note="Buyers of a fixed sample.",
    )


def pairs(shop: Shop, features: list[str]) -> Drawing:
    """Every pair of some features."""
    shown = features[:PAIRED]
    data = points(shop, shown, PAIRED_BUYERS) if len(shown) > 1 else shop.profiles[:0]

    def draw(rows):
        figure = plain(760, margin={"l": 90, "r": 10, "t": 10, "b": 70})
        for name in shop.names.values():
            part = rows[rows["segment"] == name]
            if part.empty:
                continue
            figure.add_trace(
                go.Splom(
                    dimensions=[
                        {
                            "label": in_lines(shop.label(feature), 12),
                            "values": part[feature],
                        }
                        for feature in shown
                    ],
                    name=name,
                    text=part["customer_id"],
                    diagonal_visible=False,
                    showupperhalf=False,
                    marker={
                        "size": 4,
                        "opacity": 0.75,
                        "color": shop.colors[name],
                        "symbol": shop.symbols[name],
                    },
                )
            )
        return figure

    return drawing(
        "Every pair of the segments' features",
        "segments__feature_samples",
        data,
        draw,
        note=f"At most {PAIRED_BUYERS} buyers of the fixed sample.",
    )


def correlations(shop: Shop, measure: str, features: list[str]) -> Drawing:
    """A heat map of the correlations between features."""
    found = shop.frame(
        """
        select first_name, second_name, measured_value
        from segments__feature_correlations
        where measure = ? and measured_value is not null
            and list_contains(?, first_name) and list_contains(?, second_name)
        order by first_name, second_name
        """,
        measure,
        features,
        features,
    )

    def draw(rows):
        known = {}
        for row in rows.itertuples():
            known[row.first_name, row.second_name] = row.measured_value
            known[row.second_name, row.first_name] = row.measured_value
        names = [each for each in features if any(each in pair for pair in known)]
        labels = [in_lines(shop.label(name), 20) for name in names]
        figure = plain(max(360, 130 + 44 * len(names)))
        figure.add_heatmap(
            x=labels,
            y=labels,
            z=[[1.0 if a == b else known.get((a, b)) for b in names] for a in names],
            zmin=-1,
            zmax=1,
            colorscale=DIVERGING,
            texttemplate="%{z:.2f}" if len(names) <= 12 else None,
            hovertemplate="%{y} and %{x}: %{z:.2f}<extra></extra>",
        )
        figure.update_yaxes(autorange="reversed")
        figure.update_xaxes(tickangle=-40)
        return figure

    title = {"spearman": "Rank correlation", "pearson": "Linear correlation"}[measure]
    return drawing(
        f"{title} between features", "segments__feature_correlations", found, draw
    )


def outliers(shop: Shop) -> Drawing:
    """How many customers are unusual, by feature and rule."""
    data = shop.frame(
        """
        select feature, rule, count(*) as customers
        from segments__outliers group by all order by all
        """
    )
    data["label"] = [
        "All features together" if name == "all" else shop.label(name)
        for name in data["feature"]
    ]

    def draw(rows):
        figure = plain(rows_height(rows["label"].nunique(), 52), barmode="group")
        for rule, color in zip(sorted(set(rows["rule"])), COLORS, strict=False):
            part = rows[rows["rule"] == rule]
            figure.add_bar(
                y=[in_lines(label) for label in part["label"]],
                x=part["customers"],
                name=rule.capitalize(),
                orientation="h",
                marker_color=color,
                hovertemplate="%{y}: %{x:,} customers<extra>" + rule + "</extra>",
            )
        figure.update_xaxes(title="Unusual customers")
        return figure

    return drawing("Unusual customers", "segments__outliers", data, draw)


def geography(shop: Shop, segment: str | None = None, count: int = 15) -> Drawing:
    """Sales and customers by country."""
    data = shop.frame(
        """
        select country, cast(sum(customer_count) as bigint) as customers,
            cast(sum(net_amount) as double) as revenue
        from segments__geography where ? is null or segment_id = ?
        group by country order by revenue desc nulls last, customers desc, country
        limit ?
        """,
        segment,
        segment,
        count,
    )

    def draw(rows):
        by_money = rows["revenue"].fillna(0).abs().sum() > 0
        figure = plain(rows_height(len(rows)))
        figure.add_bar(
            y=rows["country"],
            x=rows["revenue"] if by_money else rows["customers"],
            orientation="h",
            marker_color=shop.colors[shop.names[segment]] if segment else COLORS[0],
            customdata=[
                f"{row.customers:,} customers, {money(row.revenue, shop.currency)}"
                for row in rows.itertuples()
            ],
            hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
        figure.update_xaxes(
            title=with_unit("Sales after returns", "currency", shop.currency)
            if by_money
            else "Customers"
        )
        figure.update_yaxes(autorange="reversed")
        return figure

    return drawing("Countries", "segments__geography", data, draw)
