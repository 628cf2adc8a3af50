"""One customer: path through the segments."""

from __future__ import annotations

from dashboard.charts import Drawing, drawing, plain
from dashboard.data import Shop
from dashboard.words import in_lines, money


def history(shop: Shop, customer: str) -> Drawing:
    """The segment of a customer at each month end, and what they had spent."""
    data = shop.frame(
        """
        select as_of_date, segment_name as segment, rfm_segment, order_count as orders,
            cast(net_amount as double) as revenue
        from segments__history where customer_id = ? order by as_of_date
        """,
        customer,
    )

    def draw(rows):
        figure = plain(320)
        said = [money(value, shop.currency) for value in rows["revenue"]]
        figure.add_scatter(
            x=rows["as_of_date"],
            y=[in_lines(str(name)) for name in rows["segment"]],
            mode="lines+markers",
            line={"shape": "hv", "color": "#9aa3ad"},
            marker={
                "size": 10,
                "color": [shop.colors.get(name, "#767676") for name in rows["segment"]],
                "symbol": [
                    shop.symbols.get(name, "circle") for name in rows["segment"]
                ],
            },
            customdata=list(zip(said, rows["orders"], strict=True)),
            hovertemplate="%{x|%d %b %Y}: %{y}; %{customdata[1]} orders, "
            "%{customdata[0]} so far<extra></extra>",
        )
        visited = set(rows["segment"])
        order = [in_lines(each) for each in shop.names.values() if each in visited][
            ::-1
        ]
        figure.update_yaxes(categoryorder="array", categoryarray=order)
        return figure

    return drawing("Segment at each month end", "segments__history", data, draw)
