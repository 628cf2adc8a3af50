"""Memory and the place of what does not fit are set by the environment."""

import pytest
import yaml
from dbt_builds import REPOSITORY, run_dbt


def settings(folder, parsed) -> list[str]:
    """What the engine says of its memory while dbt runs."""
    shown = run_dbt(
        folder,
        *("show", "--inline"),
        "select current_setting('memory_limit') as memory_limit, "
        "current_setting('temp_directory') as temp_directory",
        parsed=parsed,
    )
    assert shown.succeeded, shown.message
    return list(shown.result.results[0].agate_table.rows[0].values())


def test_three_gigabytes_and_a_folder_beside_the_database_by_default(tmp_path, parsed):
    assert settings(tmp_path, parsed) == ["2.7 GiB", str(tmp_path / "shop.duckdb.tmp")]


def test_the_environment_sets_both(tmp_path, parsed, monkeypatch):
    monkeypatch.setenv("SEGMENTS_MEMORY_LIMIT", "1GiB")
    monkeypatch.setenv("SEGMENTS_TEMP_DIRECTORY", str(tmp_path / "spill"))
    assert settings(tmp_path, parsed) == ["1.0 GiB", str(tmp_path / "spill")]


@pytest.mark.parametrize("name", ["temp_directory", "allowed_directories"])
def test_a_setting_that_closed_file_access_refuses_is_said_so(tmp_path, parsed, name):
    profile = yaml.safe_load((REPOSITORY / "profiles.yml").read_text())
    output = profile["customer_segments"]["outputs"]["duckdb"]
    output["settings"] = {
        name: str(tmp_path) if name == "temp_directory" else [str(tmp_path)]
    }
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profile))
    refused = run_dbt(
        tmp_path / "build",
        *("run", "--select", "int_segments__as_of_dates"),
        *("--profiles-dir", str(tmp_path)),
        parsed=parsed,
    )
    assert not refused.succeeded
    assert f"the profile sets {name} under settings" in refused.message
    assert f"move {name} to config_options" in refused.message
