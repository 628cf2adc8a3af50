"""One segment: what sets it apart, what it is made of, what it buys."""

from __future__ import annotations

from dashboard.charts import Drawing, drawing, in_per_cent, plain, rows_height
from dashboard.data import Shop
from dashboard.palette import MUTED
from dashboard.words import in_lines, in_unit, sentence, with_unit

SHOWN_FEATURES = 12
SHOWN_LEVELS = 12
# what a customer's id, name and category are called where mixes are shown
DIMENSIONS = {
    "age_band": "Age",
    "gender": "Gender",
    "country": "Country",
    "city": "City",
    "region": "Region",
    "income_band": "Income",
    "preferred_category": "Preferred category",
    "rfm_segment": "RFM segment",
    "channel": "Channel",
}


def what_sets_apart(shop: Shop, segment: str) -> Drawing:
    """The features in which a segment differs most from all buyers."""
    data = shop.frame(
        f"""
        select label, unit, median, overall_median, mean_percentile,
            mean_percentile_low, mean_percentile_high
        from segments__profile_features
        where segment_id = ? and mean_percentile is not null
        order by difference_rank limit {SHOWN_FEATURES}
        """,
        segment,
    )

    def draw(rows):
        figure = plain(rows_height(len(rows), 36))
        said = [
            f"median {in_unit(row.median, row.unit, shop.currency)}, of all buyers "
            f"{in_unit(row.overall_median, row.unit, shop.currency)}"
            for row in rows.itertuples()
        ]
        figure.add_bar(
            y=[in_lines(label, 24) for label in rows["label"]],
            x=rows["mean_percentile"] - 0.5,
            base=0.5,
            orientation="h",
            marker_color=shop.colors[shop.names[segment]],
            customdata=said,
            hovertext=[f"{value:.0%}" for value in rows["mean_percentile"]],
            hovertemplate="%{y}: on average above %{hovertext} of buyers; "
            "%{customdata}<extra></extra>",
            error_x={
                "type": "data",
                "symmetric": False,
                "array": rows["mean_percentile_high"] - rows["mean_percentile"],
                "arrayminus": rows["mean_percentile"] - rows["mean_percentile_low"],
                "color": MUTED,
                "thickness": 1.2,
                "width": 3,
            },
        )
        figure.add_vline(x=0.5, line_color=MUTED)
        figure.update_xaxes(title="Share of buyers below", range=[0, 1])
        figure.update_yaxes(autorange="reversed")
        return in_per_cent(figure, "x")

    return drawing("What sets it apart", "segments__profile_features", data, draw)


def distribution(shop: Shop, segment: str, feature: str) -> Drawing:
    """A feature's distribution in a segment and in all buyers of a fixed sample."""
    known = shop.features[feature]
    data = shop.frame(
        """
        select segment_id = ? as is_in_segment, feature_value
        from segments__feature_samples where feature = ?
        """,
        segment,
        feature,
    )

    def draw(rows):
        figure = plain(barmode="overlay")
        values = rows["feature_value"]
        low, high = values.quantile(0.01), values.quantile(0.99)
        is_whole = (values == values.round()).all()
        width = max((high - low) / 20, 1e-9)
        if is_whole:
            low, width = low - 0.5, max(round(width + 0.499), 1)
        bins = {"start": low, "end": high + width, "size": width}
        inside = values.clip(low, high)
        for chosen, name, color in (
            (rows["is_in_segment"] >= 0, "All buyers", MUTED),
            (rows["is_in_segment"], shop.names[segment], None),
        ):
            figure.add_histogram(
                x=inside[chosen],
                xbins=bins,
                histnorm="probability",
                name=name,
                opacity=0.65,
                marker_color=color or shop.colors[name],
                hovertemplate="%{x}: %{y:.0%}<extra>" + name + "</extra>",
            )
        if known.unit == "share":
            in_per_cent(figure, "x")
        figure.update_xaxes(title=with_unit(known.label, known.unit, shop.currency))
        figure.update_yaxes(title="Share of buyers")
        return in_per_cent(figure)

    return drawing(
        f"{known.label}: this segment and all buyers",
        "segments__feature_samples",
        data,
        draw,
        note="Values beyond the first and the last hundredth are in the end bins.",
    )


def mix(shop: Shop, segment: str, dimension: str) -> Drawing:
    """The levels of a dimension in a segment, beside all customers."""
    data = shop.frame(
        f"""
        select level, customer_count as customers, segment_share, overall_share
        from segments__profile_mix where segment_id = ? and dimension = ?
        order by segment_share desc, level limit {SHOWN_LEVELS}
        """,
        segment,
        dimension,
    )

    def draw(rows):
        figure = plain(rows_height(len(rows), 40), barmode="group")
        levels = [in_lines(str(level)) for level in rows["level"]]
        for column, name, color in (
            ("overall_share", "All customers", MUTED),
            ("segment_share", shop.names[segment], None),
        ):
            figure.add_bar(
                y=levels,
                x=rows[column],
                name=name,
                orientation="h",
                marker_color=color or shop.colors[name],
                hovertemplate="%{y}: %{x:.1%}<extra>" + name + "</extra>",
            )
        figure.update_yaxes(autorange="reversed", type="category")
        figure.update_layout(legend={"traceorder": "reversed"})
        return in_per_cent(figure, "x")

    label = DIMENSIONS.get(dimension, sentence(dimension))
    return drawing(f"{label} of its customers", "segments__profile_mix", data, draw)


def top_products(shop: Shop, segment: str, count: int = 12) -> Drawing:
    """The products most customers of a segment buy, beside all customers."""
    data = shop.frame(
        """
        select product_rank, coalesce(product_name, product_id) as product, category,
            buyer_count as buyers, buyer_share, overall_buyer_share,
            cast(sales_amount as double) as sales
        from segments__top_products where segment_id = ? and product_rank <= ?
        order by product_rank
        """,
        segment,
        count,
    )

    def draw(rows):
        figure = plain(rows_height(len(rows), 40), barmode="group")
        # two products may share a name
        ranked = [
            f"{row.product_rank}. {in_lines(str(row.product)[:60], 26)}"
            for row in rows.itertuples()
        ]
        for column, name, color in (
            ("overall_buyer_share", "All buyers", MUTED),
            ("buyer_share", shop.names[segment], None),
        ):
            figure.add_bar(
                y=ranked,
                x=rows[column],
                name=name,
                orientation="h",
                marker_color=color or shop.colors[name],
                hovertemplate="%{y}: %{x:.1%} buy it<extra>" + name + "</extra>",
            )
        figure.update_yaxes(autorange="reversed")
        figure.update_xaxes(title="Share of customers who buy it")
        figure.update_layout(legend={"traceorder": "reversed"})
        return in_per_cent(figure, "x")

    return drawing("What it buys", "segments__top_products", data, draw)
