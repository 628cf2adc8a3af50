"""Charts of frames: what every drawing looks like."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.palette import BACKGROUND, GRID, INK

FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"
HEIGHT = 380
NOTHING = "No rows in {table} for this choice."


@dataclass(frozen=True)
class Drawing:
    """A chart, the data it shows and the table they come from."""

    title: str
    table: str
    data: pd.DataFrame
    figure: go.Figure | None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.figure is None or self.data.empty


def drawing(
    title: str, table: str, data: pd.DataFrame, draw, *, note: str = ""
) -> Drawing:
    """A drawing; draw: makes the figure where there are rows."""
    figure = None if data.empty else draw(data)
    return Drawing(title, table, data.reset_index(drop=True), figure, note)


def plain(height: int = HEIGHT, **layout) -> go.Figure:
    """An empty figure in the common style."""
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=height,
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor=BACKGROUND,
        plot_bgcolor=BACKGROUND,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hoverlabel={"bgcolor": BACKGROUND, "font": {"color": INK}},
        bargap=0.25,
    )
    axis = {
        "gridcolor": GRID,
        "linecolor": GRID,
        "zerolinecolor": GRID,
        "automargin": True,
        "title": {"standoff": 8},
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.update_layout(**layout)
    return figure


def with_room(figure: go.Figure, values) -> go.Figure:
    """Leave room at the ends of the x axis for what is written beside bars."""
    low, high = min(0, values.min()), max(0, values.max())
    room = 0.18 * ((high - low) or 1)
    figure.update_xaxes(range=[low - room / 3 if low < 0 else 0, high + room])
    return figure


def rows_height(count: int, row: int = 34, least: int = 220) -> int:
    """The height of a chart with a row per name."""
    return max(least, 90 + row * count)


def in_per_cent(figure: go.Figure, axis: str = "y") -> go.Figure:
    """Show the shares of an axis in per cent."""
    settings = {"tickformat": ",.0%"}
    if axis == "x":
        figure.update_xaxes(**settings)
    else:
        figure.update_yaxes(**settings)
    return figure
