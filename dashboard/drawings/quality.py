"""What of the input counts, and whether the segments can be trusted."""

from __future__ import annotations

from dashboard.charts import Drawing, drawing, plain, rows_height
from dashboard.data import Shop
from dashboard.palette import COLORS
from dashboard.words import in_lines, money, sentence


def rejected(shop: Shop) -> Drawing:
    """Lines that were rejected, corrected or noted, by reason."""
    data = shop.frame(
        """
        select reason_code, treatment, line_count as lines, line_share,
            cast(amount as double) as amount, what_is_wrong, what_to_do
        from segments__cleaning_summary where line_count > 0
        order by treatment = 'reject' desc, lines desc, reason_code
        """
    )

    def draw(rows):
        figure = plain(rows_height(len(rows)))
        for treatment, color in zip(
            ("reject", "correct", "note"),
            (COLORS[1], COLORS[0], "#767676"),
            strict=True,
        ):
            part = rows[rows["treatment"] == treatment]
            if part.empty:
                continue
            name = {"reject": "Rejected", "correct": "Corrected", "note": "Noted"}
            figure.add_bar(
                y=[in_lines(sentence(code), 24) for code in part["reason_code"]],
                x=part["lines"],
                name=name[treatment],
                orientation="h",
                marker_color=color,
                customdata=[money(amount, shop.currency) for amount in part["amount"]],
                hovertemplate="%{y}: %{x:,} lines, %{customdata}<extra></extra>",
            )
        figure.update_xaxes(title="Order lines")
        figure.update_yaxes(autorange="reversed")
        return figure

    return drawing("Lines by reason", "segments__cleaning_summary", data, draw)
