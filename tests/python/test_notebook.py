"""The notebook runs from top to bottom and finds the published segments."""

import json

import matplotlib as mpl
import pytest
from dbt_builds import REPOSITORY

NOTEBOOK = REPOSITORY / "notebooks" / "customer_segmentation.ipynb"


@pytest.fixture(scope="module")
def cells() -> list[dict]:
    """The cells of the notebook."""
    return json.loads(NOTEBOOK.read_text())["cells"]


def test_the_notebook_finds_the_published_segments(
    cells, published, tmp_path, monkeypatch
):
    mpl.use("Agg")
    (tmp_path / "serve").mkdir()
    (tmp_path / "serve" / "customer_segments.duckdb").symlink_to(published)
    monkeypatch.chdir(tmp_path)
    names = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["agreement"]["k-means here"] > 0.85
    assert names["elbow"]["silhouette"].idxmax() == names["count"]
    assert len(names["profiles"]) >= names["count"]


def test_the_notebook_is_kept_without_results(cells):
    assert not any(cell.get("outputs") for cell in cells)
    assert sum(cell["cell_type"] == "markdown" for cell in cells) > 10
