"""The code of docs/pandas.md runs from top to bottom."""

import re

from dbt_builds import REPOSITORY

PAGE = REPOSITORY / "docs" / "pandas.md"
DATABASE = "serve/customer_segments.duckdb"


def test_the_snippets_run(published):
    snippets = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    code = "\n".join(snippets)
    assert len(snippets) == 4
    assert DATABASE in code
    names = {}
    exec(code.replace(DATABASE, str(published)), names)
    assert len(names["means"]) == names["buyers"]["segment_id"].nunique() > 2
    assert names["coordinates"].shape == (len(names["buyers"]), 2)
    assert len(names["numbers"]) == min(1000, len(names["buyers"]))
