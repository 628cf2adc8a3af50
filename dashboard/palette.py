"""Colours that readers tell apart, whatever their colour vision.

Any two differ by at least 15 (CIE76) in normal vision and in simulations of its three
deficiencies, and each has a contrast of at least 3 to 1 on the white background.
"""

from __future__ import annotations

COLORS = (
    "#4474c1",
    "#f1681a",
    "#0a694d",
    "#842062",
    "#7d6000",
    "#6a55d6",
    "#c3528b",
    "#4c2912",
    "#868ec5",
    "#32217a",
    "#5c8041",
    "#a6857a",
)
MUTED = "#767676"  # what is not in focus
INK = "#1f2430"
GRID = "#e3e6ea"
BACKGROUND = "#ffffff"
# one colour for amounts, two for what is below and above the middle
SEQUENTIAL = "Blues"
DIVERGING = "RdBu_r"
GOOD, WARN, BAD = "#00786c", "#8a6100", "#c22a2a"
# where there are more segments than colours, dots differ in form too
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")


def colors_of(names: list[str]) -> dict[str, str]:
    """A colour per name, in the order given."""
    return {name: COLORS[i % len(COLORS)] for i, name in enumerate(names)}


def symbols_of(names: list[str]) -> dict[str, str]:
    """A symbol per name: another one when the colours begin again."""
    return {
        name: SYMBOLS[i // len(COLORS) % len(SYMBOLS)] for i, name in enumerate(names)
    }
