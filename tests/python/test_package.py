"""Somebody else's project installs this one and builds on its public tables."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLING_PROJECT = Path(__file__).parents[2] / "integration_tests"


@pytest.fixture(scope="module")
def run_dbt(tmp_path_factory):
    """Run dbt in the installing project, with everything it writes elsewhere."""
    work = tmp_path_factory.mktemp("package")
    environment = os.environ | {
        "SEGMENTS_DUCKDB_PATH": str(work / "shop.duckdb"),
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
    }

    def run(*arguments: str) -> tuple[subprocess.CompletedProcess, Path]:
        done = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", *arguments],
            cwd=INSTALLING_PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, work

    return run


def test_an_installing_project_builds_on_the_public_tables(run_dbt):
    installed, _ = run_dbt("deps")
    assert installed.returncode == 0, installed.stdout
    built, work = run_dbt("build")
    assert built.returncode == 0, built.stdout[-3000:]
    assert "WARNING" not in built.stdout
    results = json.loads((work / "target" / "run_results.json").read_text())["results"]
    built_nodes = {result["unique_id"] for result in results}
    assert "model.somebody_elses_shop.mailing_list" in built_nodes
    assert not any("seed.customer_segments.raw_" in node for node in built_nodes)


def test_private_models_cannot_be_referenced_from_outside(run_dbt):
    run_dbt("deps")
    trespasser = INSTALLING_PROJECT / "models" / "trespasser.sql"
    trespasser.write_text("select * from {{ ref('int_segments__orders') }}\n")
    try:
        parsed, _ = run_dbt("parse", "--no-partial-parse")
    finally:
        trespasser.unlink()
    assert parsed.returncode != 0
    assert "private" in parsed.stdout
