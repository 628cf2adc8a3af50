"""Draw the published tables: one HTML page of inline SVG that opens without a network.

python scripts/plots.py build/customer_segments.duckdb build/plots.html
"""

import math
import sys
from collections.abc import Iterable
from html import escape
from itertools import combinations, pairwise
from pathlib import Path

import duckdb

COLORS = ("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2")
COLORS += ("#97bbf5", "#9c6b4e", "#9498a0")
INK, FAINT = "#222", "#ccc"
WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 12, 46
LEAVES = 30  # groups at the foot of the dendrogram
DOTS = 600  # customers of a scatter plot, a fixed draw
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Segments in pictures</title><style>
body {{ font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1340px;
margin: 2em auto; padding: 0 1em }}
figure {{ display: inline-block; margin: 0 1em 1.5em 0; vertical-align: top }}
figcaption {{ font-weight: 600 }} small {{ color: #666; font-weight: 400 }}
svg text {{ font: 11px system-ui, sans-serif; fill: #222 }}
</style></head><body><h1>Segments in pictures</h1>
<p>Every picture is drawn from the table under its title, so any BI tool can draw it
anew.</p>
{body}
</body></html>
"""


# -- drawing ------------------------------------------------------------------


def short(number: float) -> str:
    """A number for an axis: 1.2M, 12k, 3.5, 0.25."""
    if abs(number) >= 1_000_000:
        return f"{number / 1_000_000:,.1f}M"
    if abs(number) >= 10_000:
        return f"{number / 1000:,.0f}k"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def marks(low: float, high: float) -> list[float]:
    """Three to seven round numbers between two ends."""
    span = (high - low) or 1
    unit = 10 ** math.floor(math.log10(span))
    step = next(unit * part for part in (1, 0.5, 0.2) if span / (unit * part) >= 2.5)
    first = math.ceil(low / step - 1e-9)
    return [step * i for i in range(first, math.floor(high / step + 1e-9) + 1)]


def log_marks(low: float, high: float) -> list[float]:
    """Powers of ten, and twice and five times them, between two logarithms of 1 + x."""
    rounds = [part * 10.0**power for power in range(-2, 7) for part in (1, 2, 5)]
    inside = [math.log1p(x) for x in [0, *rounds] if low <= math.log1p(x) <= high]
    return inside[:: max(1, len(inside) // 5)]


def text(x: float, y: float, words: object, anchor: str = "middle", **more) -> str:
    """Text at a position."""
    extra = "".join(f' {name}="{value}"' for name, value in more.items())
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>'
        f"{escape(str(words))}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, color: str = INK) -> str:
    """A straight line."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{color}"/>'
    )


def bar(place: tuple, size: tuple, color: str, why: str) -> str:
    """A filled rectangle with a tooltip."""
    (x, y), (width, height) = place, size
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" fill="{color}">'
        f"<title>{escape(why)}</title></rect>"
    )


def dot(x: float, y: float, color: str) -> str:
    """A point of a scatter plot."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{color}" fill-opacity="0.7"/>'
    )


def scale(lowest: float, highest: float, start: float, end: float):
    """A function from values to places."""
    span = (highest - lowest) or 1
    return lambda value: start + (value - lowest) / span * (end - start)


def frame(across: tuple, up: tuple, titles: tuple, parts, label: str = "") -> str:
    """Axes around what is drawn; across and up: (place of a value, marks, words)."""
    right, foot = WIDTH - RIGHT, HEIGHT - BOTTOM
    middle = (TOP + foot) / 2
    drawn = [line(LEFT, foot, right, foot), line(LEFT, TOP, LEFT, foot)]
    place, values, words = across
    drawn += [text(place(v), foot + 16, w) for v, w in zip(values, words, strict=True)]
    place, values, words = up
    for value, word in zip(values, words, strict=True):
        drawn.append(line(LEFT - 3, place(value), LEFT, place(value)))
        drawn.append(text(LEFT - 6, place(value) + 4, word, "end"))
    drawn.append(text((LEFT + right) / 2, HEIGHT - 6, titles[0]))
    turned = f"rotate(-90 12 {middle:.1f})"
    drawn.append(text(12, middle, titles[1], transform=turned))
    return svg(WIDTH, HEIGHT, [*drawn, *parts], label or f"{titles[1]} by {titles[0]}")


def axis(low: float, high: float, is_x: bool, is_log: bool = False) -> tuple:
    """An axis of numbers for a frame."""
    ends = (LEFT, WIDTH - RIGHT) if is_x else (HEIGHT - BOTTOM, TOP)
    values = log_marks(low, high) if is_log else marks(low, high)
    words = [short(math.expm1(value) if is_log else value) for value in values]
    return scale(low, high, *ends), values, words


def svg(width: float, height: float, parts: Iterable[str], label: str) -> str:
    """A chart with its alternative text."""
    return (
        f'<svg role="img" aria-label="{escape(label, quote=True)}" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}">'
        f"{''.join(parts)}</svg>"
    )


def figure(title: str, table: str, picture: str) -> str:
    """A picture under its title and the table it is drawn from."""
    return (
        f"<figure><figcaption>{escape(title)}<br><small>{escape(table)}</small>"
        f"</figcaption>{picture}</figure>"
    )


# -- pictures -----------------------------------------------------------------


def histogram(bins: list[tuple], title: str) -> str:
    """Bins side by side; bins: (lower edge, upper edge, count)."""
    across = axis(bins[0][0], bins[-1][1], is_x=True)
    up = axis(0, max(count for *_, count in bins) or 1, is_x=False)
    parts = [
        bar(
            (across[0](low) + 0.5, up[0](count)),
            (across[0](high) - across[0](low) - 1, up[0](0) - up[0](count)),
            COLORS[0],
            f"{short(low)} to {short(high)}: {count:,} customers",
        )
        for low, high, count in bins
    ]
    return frame(across, up, (title, "customers"), parts)


def slots(segments: list) -> tuple:
    """An axis with a place per segment."""
    step = (WIDTH - LEFT - RIGHT) / len(segments)
    return (
        lambda segment: LEFT + (segments.index(segment) + 0.5) * step,
        segments,
        segments,
    )


def shares(rows: list[tuple], names: dict, title: str) -> str:
    """A column per segment; rows: (segment, share)."""
    across = slots(list(names))
    heights = [share for _, share in rows]
    up = axis(min(0, *heights), max(heights), is_x=False)
    parts = [
        bar(
            (across[0](segment) - 16, up[0](max(share, 0))),
            (32, abs(up[0](0) - up[0](share))),
            color_of(segment, names),
            f"{names[segment]}: {100 * share:.0f} %",
        )
        for segment, share in rows
    ]
    return frame(across, up, ("segment", title), parts)


def boxes(rows: list[tuple], names: dict, title: str) -> str:
    """A box with whiskers per segment; rows: (segment, five numbers)."""
    across = slots([row[0] for row in rows])
    up = axis(min(row[1] for row in rows), max(row[5] for row in rows), is_x=False)
    parts = []
    for segment, *values in rows:
        lower, first, median, third, upper = (up[0](value) for value in values)
        x, color = across[0](segment), color_of(segment, names)
        why = f"{names[segment]}: median {short(values[2])}"
        parts += [
            line(x, lower, x, upper),
            bar((x - 16, third), (32, first - third), color, why),
            line(x - 16, median, x + 16, median),
        ]
    return frame(across, up, ("segment", title), parts)


def dots(rows: list[tuple], titles: tuple, logs: tuple, names: dict) -> str:
    """A scatter plot; rows: (x, y, segment); logs: which axes are of log(1 + x)."""
    xs, ys = [row[0] for row in rows], [row[1] for row in rows]
    across = axis(min(xs), max(xs), is_x=True, is_log=logs[0])
    up = axis(min(ys), max(ys), is_x=False, is_log=logs[1])
    parts = [
        dot(across[0](x), up[0](y), color_of(segment, names)) for x, y, segment in rows
    ]
    return frame(across, up, titles, parts)


def curve(rows: list[tuple], titles: tuple, chosen: float | None) -> str:
    """A line through points; rows: (x, y); the chosen x is marked."""
    place, _, _ = axis(rows[0][0], rows[-1][0], is_x=True)
    whole = [x for x, _ in rows]
    across = (place, whole, whole)
    up = axis(min(0, *(y for _, y in rows)), max(y for _, y in rows), is_x=False)
    points = [(place(x), up[0](y)) for x, y in rows]
    parts = [line(*a, *b, COLORS[0]) for a, b in pairwise(points)]
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if k == chosen else 2}" '
        f'fill="{COLORS[0]}"/>'
        for (x, y), k in zip(points, whole, strict=True)
    ]
    return frame(across, up, titles, parts)


def ranking(rows: list[tuple], title: str) -> str:
    """Bars under each other, the longest first; rows: (label, value)."""
    left = 10 + 6.2 * max(len(str(label)) for label, _ in rows)
    place = scale(0, max(value for _, value in rows), left, WIDTH - 60)
    parts = []
    for i, (label, value) in enumerate(rows):
        y = TOP + 20 * i
        parts += [
            text(left - 6, y + 12, label, "end"),
            bar((left, y), (place(value) - left, 16), COLORS[0], f"{label}: {title}"),
            text(max(place(value), left) + 4, y + 12, short(value), "start"),
        ]
    return svg(WIDTH, TOP + 20 * len(rows) + 4, parts, title)


def heat(rows: list[tuple], across: list | None = None, is_signed=False) -> str:
    """A grid of shaded cells; rows: (row label, column label, value), in order.

    across: the column labels in order; else as they come in the rows.
    """
    across = across or list(dict.fromkeys(column for _, column, _ in rows))
    down = list(dict.fromkeys(row for row, _, _ in rows))
    cell, left, top = 30, 10 + 6.2 * max(len(str(each)) for each in down), 14
    top += 5.2 * max(len(str(each)) for each in across)
    highest = max((abs(value) for _, _, value in rows), default=1) or 1
    parts = [
        text(left - 6, top + (i + 0.6) * cell, name, "end")
        for i, name in enumerate(down)
    ]
    for i, name in enumerate(across):
        x = left + (i + 0.6) * cell
        parts.append(
            text(
                x,
                top - 6,
                name,
                "start",
                transform=f"rotate(-60 {x:.1f} {top - 6:.1f})",
            )
        )
    for row, column, value in rows:
        x, y = left + across.index(column) * cell, top + down.index(row) * cell
        color = COLORS[2] if is_signed and value < 0 else COLORS[0]
        strength = abs(value) / highest
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{cell - 1}" height="{cell - 1}" '
            f'fill="{color}" fill-opacity="{strength:.2f}"><title>'
            f"{escape(f'{row}, {column}: {value:.2f}')}</title></rect>"
        )
        ink = {"style": "fill: #fff"} if strength > 0.6 else {}
        parts.append(text(x + cell / 2, y + cell * 0.62, f"{100 * value:.0f}", **ink))
    width = left + len(across) * cell + 5 * max(len(str(each)) for each in across)
    return svg(width, top + len(down) * cell + 4, parts, "shaded table, in hundredths")


def dendrogram(merges: list[tuple]) -> str:
    """The last merges as a tree; merges: (left, right, merged, height, customers)."""
    kept = merges[-(LEAVES - 1) :]
    made = {merged: (left, right, height) for left, right, merged, height, _ in kept}
    axis_up = axis(0, max(height for *_, height in made.values()), is_x=False)
    up = axis_up[0]
    step = (WIDTH - LEFT - RIGHT) / len(kept)
    parts, leaves = [], 0

    def draw(node: int) -> tuple[float, float]:
        nonlocal leaves
        if node not in made:
            leaves += 1
            return LEFT + (leaves - 0.5) * step * len(kept) / (len(kept) + 1), up(0)
        left, right, height = made[node]
        (x1, y1), (x2, y2) = draw(left), draw(right)
        y = up(height)
        parts.extend([line(x1, y1, x1, y), line(x2, y2, x2, y), line(x1, y, x2, y)])
        return (x1 + x2) / 2, y

    draw(kept[-1][2])
    title = f"the last {len(kept)} merges, {kept[-1][4]:,} customers"
    return frame((up, [], []), axis_up, (title, "height"), parts)


def color_of(segment: str, names: dict) -> str:
    """The same color for a segment in every picture."""
    return COLORS[list(names).index(segment) % len(COLORS)]


def legend(names: dict) -> str:
    """Which color is which segment."""
    parts = [
        bar((0, 18 * i), (12, 12), color_of(segment, names), name)
        + text(18, 18 * i + 10, f"{segment} {name}", "start")
        for i, (segment, name) in enumerate(names.items())
    ]
    return svg(340, 18 * len(names) + 4, parts, "segments by color")


# -- from tables --------------------------------------------------------------


def read(connection: duckdb.DuckDBPyConnection, query: str, *values) -> list[tuple]:
    """The rows of a query."""
    return connection.execute(query, list(values)).fetchall()


def clustering_features(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """(name, label, needs logarithms) of the features the clusters are made of."""
    return read(
        connection,
        "select feature, label, coalesce(skewness > 1 and maximum > 10, false) "
        "from segments__feature_summary where is_in_model order by feature",
    )


def distributions(connection: duckdb.DuckDBPyConnection, names: dict) -> list[str]:
    """A histogram and box plots per feature of the clusters, and of money."""
    features = {feature: label for feature, label, _ in clustering_features(connection)}
    features |= {"net_amount": "Sales after returns"}
    drawn = []
    for feature, label in features.items():
        bins = read(
            connection,
            "select lower_edge, upper_edge, customer_count "
            "from segments__feature_histograms where feature = ? order by bin",
            feature,
        )
        five = read(
            connection,
            "select segment_id, lower_whisker, percentile_25, median, percentile_75, "
            "upper_whisker from segments__profile_features where feature = ? "
            "order by segment_id",
            feature,
        )
        if bins:
            picture = histogram(bins, label)
            drawn.append(figure(label, "segments__feature_histograms", picture))
        if five:
            five = [(row[0], *map(float, row[1:])) for row in five]
            picture = boxes(five, names, label)
            title = f"{label} by segment"
            drawn.append(figure(title, "segments__profile_features", picture))
    return drawn


def relations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The heat map of rank correlations between the features of the clusters."""
    pairs = read(
        connection,
        "select first_name, second_name, measured_value "
        "from segments__feature_correlations "
        "where measure = 'spearman' and measured_value is not null",
    )
    known = {(a, b): value for a, b, value in pairs} | {(b, a): v for a, b, v in pairs}
    labels = {feature: label for feature, label, _ in clustering_features(connection)}
    rows = [
        (labels[a], labels[b], 1.0 if a == b else known[a, b])
        for a in labels
        for b in labels
        if a == b or (a, b) in known
    ]
    if len(labels) < 2:
        return []
    title = "What goes together (rank correlation, in hundredths)"
    return [figure(title, "segments__feature_correlations", heat(rows, is_signed=True))]


def scatters(connection: duckdb.DuckDBPyConnection, names: dict) -> list[str]:
    """Every pair of the clusters' features; what is skewed on a scale of logarithms."""
    drawn = []
    for first, second in combinations(clustering_features(connection), 2):
        values = [
            f"ln(1 + greatest(features.{name}, 0))"
            if is_skewed
            else f"features.{name}::double"
            for name, _, is_skewed in (first, second)
        ]
        held = f"customer_id as id, {first[0]}, {second[0]}"
        rows = read(
            connection,
            f"select {', '.join(values)}, segment_id from segments__customers "
            f"inner join (select {held} from int_segments__customer_features) "
            f"as features on customer_id = id and features.{first[0]} is not null "
            f"and features.{second[0]} is not null "
            f"order by md5(customer_id), customer_id limit {DOTS}",
        )
        if rows:
            titles = (first[1], second[1])
            picture = dots(rows, titles, (first[2], second[2]), names)
            table = f"int_segments__customer_features, {len(rows)} customers"
            drawn.append(figure(" and ".join(titles), table, picture))
    return drawn


def maps(connection: duckdb.DuckDBPyConnection, names: dict) -> list[str]:
    """The customers in two dimensions, by principal components and by t-SNE."""
    drawn = []
    for method, title, caption in (
        ("pca", "Principal component", "principal components"),
        ("tsne", "t-SNE", "t-SNE"),
    ):
        rows = read(
            connection,
            f"select {method}_1, {method}_2, segment_id from segments__customer_map "
            f"where {method}_1 is not null order by customer_id",
        )
        if rows:
            titles = (f"{title} 1", f"{title} 2")
            picture = dots(rows, titles, (False, False), names)
            table = f"segments__customer_map, {len(rows)} customers"
            drawn.append(figure(f"The customers by {caption}", table, picture))
    return drawn


def clusters(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Elbow and silhouette of k-means, and the dendrogram."""
    candidates = read(
        connection,
        "select cluster_count, inertia, silhouette, is_chosen "
        "from segments__cluster_candidates where algorithm = 'kmeans' "
        "order by cluster_count",
    )
    drawn = []
    chosen = next((count for count, *_, is_chosen in candidates if is_chosen), None)
    table = "segments__cluster_candidates, k-means"
    for place, title in ((1, "Elbow: inertia"), (2, "Silhouette")):
        rows = [(row[0], row[place]) for row in candidates if row[place] is not None]
        if len(rows) > 1:
            picture = curve(rows, ("number of clusters", title), chosen)
            drawn.append(figure(title, table, picture))
    merges = read(
        connection,
        "select left_id, right_id, merged_id, height, customer_count "
        "from segments__dendrogram order by step",
    )
    if merges:
        drawn.append(
            figure(
                "How the groups nest (Ward)", "segments__dendrogram", dendrogram(merges)
            )
        )
    return drawn


def mixes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What each segment's customers prefer, where they live, and how they come back."""
    drawn = []
    for dimension, title in (
        ("preferred_category", "Preferred category, % of a segment's customers"),
        ("country", "Country, % of a segment's customers"),
    ):
        rows = read(
            connection,
            """
            select mix.segment_id, mix.level, mix.segment_share, mix.overall_share
            from segments__profile_mix as mix
            where mix.dimension = ? and mix.level not in ('unknown', 'all others')
            order by mix.segment_id, mix.level
            """,
            dimension,
        )
        sizes = {level: share for _, level, _, share in rows}
        levels = sorted(sizes, key=lambda level: (-sizes[level], level))[:12]
        rows = [row[:3] for row in rows if row[1] in levels]
        if rows:
            drawn.append(figure(title, "segments__profile_mix", heat(rows, levels)))
    money = read(
        connection,
        """
        select country, sum(net_amount)::double as amount
        from segments__geography where net_amount is not null group by country
        order by amount desc, country limit 10
        """,
    )
    if money:
        picture = ranking(money, "Sales after returns")
        drawn.append(figure("Sales by country", "segments__geography", picture))
    cohorts = read(
        connection,
        """
        select strftime(cohort_month, '%Y-%m'), age_months,
            sum(active_customer_count) / sum(customer_count)
        from segments__cohort_retention
        where not is_partial and segment_id != 'all'
        group by all order by all
        """,
    )
    cohorts = [row for row in cohorts if row[1] <= 18]
    if cohorts:
        title = "Who came back, % of each month's new customers by age in months"
        drawn.append(figure(title, "segments__cohort_retention", heat(cohorts)))
    return drawn


def sizes(connection: duckdb.DuckDBPyConnection, names: dict) -> list[str]:
    """Shares of customers and of revenue."""
    if not names:
        return []
    drawn = [figure("Segments", "segments__profiles", legend(names))]
    for column, title in (
        ("customer_share", "Share of customers"),
        ("net_amount_share", "Share of revenue"),
    ):
        rows = read(
            connection,
            f"select segment_id, coalesce({column}, 0) from segments__profiles "
            "order by segment_id",
        )
        if any(share for _, share in rows):
            picture = shares(rows, names, title)
            drawn.append(figure(title, "segments__profiles", picture))
    return drawn


def page(path: Path) -> str:
    """The whole page for one built database file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = dict(
            read(
                connection,
                "select segment_id, segment_name from segments__profiles "
                "order by segment_id",
            )
        )
        chapters = {
            "Who they are": sizes(connection, names),
            "How the features are spread": distributions(connection, names),
            "What goes together": relations(connection) + scatters(connection, names),
            "All features at once": maps(connection, names),
            "How many segments": clusters(connection),
            "What they buy, where they are, how they come back": mixes(connection),
        }
    body = "\n".join(
        f"<h2>{title}</h2>\n" + "\n".join(figures)
        for title, figures in chapters.items()
        if figures
    )
    return PAGE.format(body=body)


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.write_text(page(Path(sys.argv[1])), encoding="utf-8")
    print(f"  Pictures: {target}")
