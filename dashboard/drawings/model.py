"""Why these segments: candidates, stability, the tree of merges and maps."""

from __future__ import annotations

from dashboard.charts import Drawing, drawing, in_per_cent, plain, rows_height
from dashboard.data import Shop
from dashboard.palette import COLORS, MUTED, SYMBOLS
from dashboard.words import in_lines, sentence

ALGORITHMS = {
    "kmeans": "k-means",
    "ward": "Ward",
    "mixture": "Gaussian mixture",
    "dbscan": "DBSCAN",
    "money_tiers": "Money tiers",
}
CURVES = {
    "inertia": "Elbow: inertia",
    "silhouette": "Silhouette",
    "null_adjusted_silhouette": "Silhouette above chance",
    "stability": "Stability (bootstrap Jaccard of the weakest cluster)",
    "gap": "Gap statistic",
    "davies_bouldin": "Davies-Bouldin (lower is better)",
    "calinski_harabasz": "Calinski-Harabasz (higher is better)",
    "prediction_strength": "Prediction strength",
    "bic": "BIC (lower is better)",
}
LEAVES = 30
MAPS = {"pca": "Principal component", "tsne": "t-SNE"}


def curve(shop: Shop, measure: str, algorithms: list[str] | None = None) -> Drawing:
    """A measure of each candidate by its number of clusters."""
    data = shop.frame(
        f"""
        select algorithm, cluster_count, {measure} as value, is_chosen
        from segments__cluster_candidates
        where {measure} is not null and (? is null or list_contains(?, algorithm))
        order by algorithm, cluster_count
        """,
        algorithms or None,
        algorithms or None,
    )

    def draw(rows):
        figure = plain(380)
        for place, (name, part) in enumerate(rows.groupby("algorithm")):
            color = COLORS[place % len(COLORS)]
            figure.add_scatter(
                x=part["cluster_count"],
                y=part["value"],
                name=ALGORITHMS.get(name, name),
                mode="lines+markers",
                line={"color": color, "width": 2},
                marker={"symbol": SYMBOLS[place % len(SYMBOLS)], "size": 7},
                hovertemplate="%{x} clusters: %{y:,.4~g}<extra></extra>",
            )
        chosen = rows[rows["is_chosen"].fillna(False).astype(bool)]
        figure.add_scatter(
            x=chosen["cluster_count"],
            y=chosen["value"],
            name="Chosen",
            mode="markers",
            marker={
                "size": 16,
                "symbol": "circle-open",
                "line": {"width": 3},
                "color": "#c22a2a",
            },
            hoverinfo="skip",
        )
        figure.update_xaxes(title="Number of clusters", dtick=1)
        figure.update_yaxes(title=CURVES[measure].split(": ")[-1].split(" (")[0])
        return figure

    return drawing(CURVES[measure], "segments__cluster_candidates", data, draw)


def mean_of(rows) -> float:
    """The mean silhouette of the customers of some rows."""
    return (rows["silhouette"] * rows["customers"]).sum() / rows["customers"].sum()


def silhouettes(shop: Shop) -> Drawing:
    """The silhouettes of each segment's customers, from the lowest to the highest."""
    data = shop.named(
        shop.frame(
            """
            with ranked as (
                select segment_id, silhouette,
                    ntile(60) over (partition by segment_id order by silhouette) as part
                from segments__silhouettes where silhouette is not null
            )
            select segment_id, part, count(*) as customers,
                avg(silhouette) as silhouette
            from ranked group by all order by all
            """
        )
    )

    def draw(rows):
        figure = plain(440)
        start = 0
        for name in shop.names.values():
            part = rows[rows["segment"] == name]
            if part.empty:
                continue
            ends = part["customers"].cumsum() + start
            figure.add_bar(
                x=part["silhouette"],
                y=ends - part["customers"] / 2,
                width=part["customers"],
                orientation="h",
                name=f"{name}: {mean_of(part):.2f}",
                marker={"color": shop.colors[name], "line": {"width": 0}},
                hovertemplate=name + ": %{x:.2f}<extra></extra>",
            )
            start = ends.iloc[-1] + 0.01 * rows["customers"].sum()
        figure.add_vline(x=mean_of(rows), line_dash="dash", line_color=MUTED)
        figure.update_xaxes(
            title="Silhouette: 1 fits well, below 0 fits another better"
        )
        figure.update_yaxes(title="Customers, by segment", showticklabels=False)
        return figure

    return drawing(
        "Silhouette of each segment",
        "segments__silhouettes",
        data,
        draw,
        note="Dashed: the mean of all customers that were judged.",
    )


def dendrogram(shop: Shop) -> Drawing:
    """The last merges of Ward's hierarchy, and the cut that leaves the segments."""
    data = shop.frame(
        """
        select step, left_id, right_id, merged_id, height, customer_count as customers,
            clusters_left
        from segments__dendrogram order by step
        """
    )
    count = sum(1 for each in shop.names if each != "S00")

    def draw(rows):
        last = rows.tail(LEAVES - 1)
        inside = set(last["merged_id"])
        children = {
            row.merged_id: (row.left_id, row.right_id, row.height)
            for row in last.itertuples()
        }
        places: dict[int, float] = {}
        lines_x: list[float | None] = []
        lines_y: list[float | None] = []

        def place(node: int) -> float:
            # at most LEAVES deep
            if node not in inside:
                places[node] = len([each for each in places if each not in inside])
                return places[node]
            left, right, height = children[node]
            a, b = place(left), place(right)
            low_a = children[left][2] if left in inside else 0
            low_b = children[right][2] if right in inside else 0
            lines_x.extend([a, a, b, b, None])
            lines_y.extend([low_a, height, height, low_b, None])
            places[node] = (a + b) / 2
            return places[node]

        place(last["merged_id"].iloc[-1])
        figure = plain(400, showlegend=False)
        figure.add_scatter(
            x=lines_x,
            y=lines_y,
            mode="lines",
            line={"color": COLORS[0], "width": 1.5},
            hovertemplate="Merged at distance %{y:,.3~g}<extra></extra>",
        )
        heights = dict(zip(rows["clusters_left"], rows["height"], strict=True))
        if count - 1 in heights and count in heights:
            cut = (heights[count - 1] + heights[count]) / 2
            figure.add_hline(
                y=cut,
                line_dash="dash",
                line_color="#c22a2a",
                annotation_text=f"cut that leaves {count} groups",
            )
        figure.update_xaxes(
            title=f"The last {len(last) + 1} groups",
            showticklabels=False,
            showgrid=False,
        )
        figure.update_yaxes(title="Distance at which groups merge")
        return figure

    return drawing("How the groups merge (Ward)", "segments__dendrogram", data, draw)


def customer_map(shop: Shop, method: str) -> Drawing:
    """The customers of a sample in two dimensions."""
    label = MAPS[method]
    data = shop.named(
        shop.frame(
            f"""
            select customer_id, segment_id, {method}_1 as first, {method}_2 as second
            from segments__customer_map where {method}_1 is not null
            order by customer_id
            """
        )
    )

    def draw(rows):
        figure = plain(460)
        for name in shop.names.values():
            part = rows[rows["segment"] == name]
            if part.empty:
                continue
            figure.add_scatter(
                x=part["first"],
                y=part["second"],
                mode="markers",
                name=name,
                text=part["customer_id"],
                marker={
                    "size": 7,
                    "opacity": 0.8,
                    "color": shop.colors[name],
                    "symbol": shop.symbols[name],
                },
                hovertemplate="%{text}<extra>" + name + "</extra>",
            )
        figure.update_xaxes(title=f"{label} 1")
        figure.update_yaxes(title=f"{label} 2")
        return figure

    title = "Map by principal components" if method == "pca" else "Map by t-SNE"
    return drawing(title, "segments__customer_map", data, draw)


def loadings(shop: Shop) -> Drawing:
    """What each principal component is made of."""
    data = shop.frame(
        """
        select component, feature, loading, variance_share
        from segments__principal_components order by component, feature
        """
    )

    def draw(rows):
        table = rows.pivot(index="component", columns="feature", values="loading")
        shares = rows.drop_duplicates("component").set_index("component")
        labels = [
            f"{component} ({shares.loc[component, 'variance_share']:.0%})"
            for component in table.index
        ]
        figure = plain(rows_height(len(table), 44))
        figure.add_heatmap(
            x=[in_lines(shop.label(name), 16) for name in table.columns],
            y=labels,
            z=table.to_numpy(),
            zmin=-1,
            zmax=1,
            colorscale="RdBu_r",
            texttemplate="%{z:.2f}",
            hovertemplate="Component %{y}, %{x}: %{z:.2f}<extra></extra>",
        )
        figure.update_yaxes(
            autorange="reversed", title="Component (share of variance)", type="category"
        )
        return figure

    return drawing("Principal components", "segments__principal_components", data, draw)


def stability(shop: Shop) -> Drawing:
    """How surely each segment is found again in bootstrap samples."""
    data = shop.named(
        shop.frame(
            """
            select segment_id, jaccard, silhouette, customer_count as customers,
                is_doubtful, verdict
            from segments__cluster_stability
            where is_chosen and segment_id is not null and jaccard is not null
            order by segment_id
            """
        )
    )

    def draw(rows):
        figure = plain(rows_height(len(rows)))
        figure.add_bar(
            y=[in_lines(name) for name in rows["segment"]],
            x=rows["jaccard"],
            orientation="h",
            marker_color=[shop.colors[name] for name in rows["segment"]],
            texttemplate="%{x:.0%}",
            textposition="outside",
            cliponaxis=False,
            customdata=rows["verdict"].fillna(""),
            hovertemplate="%{y}: %{x:.1%} found again; %{customdata}<extra></extra>",
        )
        figure.update_xaxes(title="Customers found again", range=[0, 1.08])
        figure.update_yaxes(autorange="reversed")
        return in_per_cent(figure, "x")

    return drawing(
        "Is each segment found again?", "segments__cluster_stability", data, draw
    )


def drift(shop: Shop) -> Drawing:
    """What has moved since the earlier date, against its limits."""
    data = shop.frame(
        """
        select kind, subject, is_in_model, measured_value, warn_limit, fail_limit,
            status, earlier_date, later_date
        from segments__drift where measured_value is not null
        order by measured_value / nullif(warn_limit, 0) desc nulls last, subject
        limit 15
        """
    )

    def draw(rows):
        figure = plain(rows_height(len(rows)))
        shown = {"pass": (COLORS[0], "Within limits"), "warn": ("#8a6100", "Warning")}
        for status in sorted(set(rows["status"].fillna("pass"))):
            color, name = shown.get(status, ("#c22a2a", sentence(status)))
            part = rows[rows["status"].fillna("pass") == status]
            figure.add_bar(
                y=[
                    in_lines(shop.names.get(subject, shop.label(subject)), 26)
                    for subject in part["subject"]
                ],
                x=part["measured_value"],
                name=name,
                orientation="h",
                marker_color=color,
                customdata=part[["warn_limit", "fail_limit"]],
                hovertemplate="%{y}: %{x:.3f}; warns at %{customdata[0]}, fails at "
                "%{customdata[1]}<extra></extra>",
            )
        figure.update_xaxes(title="Drift (population stability index)")
        figure.update_yaxes(
            categoryorder="array",
            categoryarray=[
                in_lines(shop.names.get(each, shop.label(each)), 26)
                for each in rows["subject"]
            ][::-1],
        )
        return figure

    return drawing("What has moved", "segments__drift", data, draw)
