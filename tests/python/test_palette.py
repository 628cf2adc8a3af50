"""Colours can be told apart by every reader, and stand out from the page."""

from itertools import combinations

import numpy as np
import pytest

from dashboard.palette import BACKGROUND, COLORS, MUTED, colors_of, symbols_of

# Machado, Oliveira and Fernandes 2009, full severity, on linear RGB
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(color: str) -> np.ndarray:
    """Linear RGB of a colour such as #4474c1."""
    values = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(
        values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4
    )


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(color: str) -> float:
    """The contrast of a colour on the background, as WCAG defines it."""
    light, dark = (
        float(TO_XYZ[1] @ linear(each)) + 0.05 for each in (BACKGROUND, color)
    )
    return max(light, dark) / min(light, dark)


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_colours_differ(vision):
    seen = {color: lab(VISIONS[vision] @ linear(color)) for color in COLORS}
    nearest = min(
        (float(np.linalg.norm(seen[a] - seen[b])), a, b)
        for a, b in combinations(COLORS, 2)
    )
    assert nearest[0] >= 15, nearest


@pytest.mark.parametrize("color", [*COLORS, MUTED])
def test_a_colour_stands_out_from_the_background(color):
    assert contrast(color) >= 3


def test_more_segments_than_colours_differ_by_symbol():
    names = [f"Segment {i}" for i in range(20)]
    colors, symbols = colors_of(names), symbols_of(names)
    assert len({(colors[name], symbols[name]) for name in names}) == 20
