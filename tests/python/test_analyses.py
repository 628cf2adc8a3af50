"""Every question in analyses/ runs on what is built, and has an answer."""

import pytest
from dbt_builds import REPOSITORY, Build, run_dbt

ANALYSES = sorted(path.stem for path in (REPOSITORY / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> dict[str, str]:
    """The compiled SQL of every analysis by name."""
    project: Build = run_dbt(
        tmp_path_factory.mktemp("analyses"), "compile", "--select", "path:analyses"
    )
    assert project.succeeded, project.message
    return {
        name: node["compiled_code"] for name, node in project.nodes("analysis").items()
    }


def test_every_file_is_an_analysis_that_compiles(compiled):
    assert sorted(compiled) == ANALYSES


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_runs_and_answers(demo_shop, compiled, name):
    answer = demo_shop.frame(compiled[name])
    assert len(answer) > 0
    empty = [column for column in answer if answer[column].isna().all()]
    assert empty == []
