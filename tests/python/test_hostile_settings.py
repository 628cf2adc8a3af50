"""Whatever a setting holds, it is refused in three lines and nothing of it runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from dbt.adapters.factory import get_adapter_by_type
from dbt_builds import REPOSITORY, merged, run_dbt, transactions
from dbt_common.exceptions import DbtRuntimeError

SETTINGS = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
EVIL = "create table evil as select 42"
WRITE = "copy (select 42) to '{canary}'"


def nested_aliases(depth: int = 8, width: int = 8) -> list:
    """What YAML makes of a few lines of aliases: 8 ** 8 values."""
    value: list = ["ha"]
    for _ in range(depth):
        value = [value] * width
    return value


# refused wherever they stand
JINJA = [
    '{{ run_query("' + WRITE + '") }}',
    '{%- set done = run_query("' + WRITE + '") -%}',
    "{% do run_query('" + EVIL + "') %}",
    "{{ log('evil', info=true) }}",
    "{{ builtins.ref.config.args.project_dir.joinpath('{canary}').write_text('x') }}",
    "{{ adapter.execute('" + EVIL + "') }}",
    "{{ modules.datetime.datetime.now() }}",
    "{{ env_var('HOME') }}",
    "{{ env_var('SEGMENTS_DATA') }}",
    "{{ env_var('HOME', '') }}/orders.csv",
    "{{ ref('segments_rfm_grids') ~ run_query('" + EVIL + "') }}",
    "{{ ref('segments_rfm_grids') }}; " + EVIL,
    "{{ source('a', 'b') }} union all select 42",
    "{{ ref(var('x')) }}",
    "{# a comment #}",
    ["{{ run_query('" + EVIL + "') }}"],
    {"x": {"y": "{{ run_query('" + EVIL + "') }}"}},
    {"{{ run_query('" + EVIL + "') }}": 1},
]
NEVER = [
    *JINJA,
    "a\0b",
    "a\nb",
    "a\u2028b",
    "\x1b[2J",
    "x" * 1_000_000,
    nested_aliases(),
]
# refused by every setting that is not free text
NOT_DATA = [
    f"'; {EVIL}; --",
    f"0'); {EVIL}; --",
    "(select 42)",
    "1 or 1 = 1",
    'x" as varchar), (select 42) as evil --',
    f"null; {EVIL}",
    "read_text('/etc/hostname')",
    "' || (select 42) || '",
    "/etc/hostname",
    "https://example.org/a.csv",
    "s3://bucket/a.parquet",
    "file:///etc/hostname.csv",
    float("nan"),
    float("inf"),
    -1,
    1e308,
]
# names of files that no setting may read
PATHS = [
    "../../../../../../etc/hostname.csv",
    "/etc/*.csv",
    "/etc/",
    "/proc/self/environ.csv",
    "{links}/hostname.csv",
    "{links}/etc/hostname.csv",
    "{links}/etc/",
    "{{ env_var('SEGMENTS_DATA', '/etc') }}/../../../../../etc/hostname.csv",
]
FEATURE = {"family": "frequency", "transform": "log1p"}
NESTED: dict[str, Callable[[object], dict]] = {
    "input": lambda v: {"segments_inputs": {v: {"from": "x.csv"}}},
    "settings of an input": lambda v: {"segments_inputs": {"transactions": v}},
    "from": lambda v: transactions(**{"from": v}),
    "delimiter": lambda v: transactions(delimiter=v),
    "encoding": lambda v: transactions(encoding=v),
    "decimal": lambda v: transactions(decimal=v),
    "dates": lambda v: transactions(dates=v),
    "columns": lambda v: transactions(columns=v),
    "canonical": lambda v: transactions(columns={v: "x"}),
    "totals": lambda v: transactions(totals=v),
    "total's column": lambda v: transactions(totals={v: 1}),
    "attribute": lambda v: {"segments_customer_attributes": {v: {"type": "numeric"}}},
    "type": lambda v: {"segments_customer_attributes": {"mood": {"type": v}}},
    "known_from": lambda v: attribute(known_from=v),
    "stands_for": lambda v: attribute(stands_for=v),
    "levels": lambda v: attribute(levels=v),
    "sensitive": lambda v: attribute(sensitive=v),
    "feature": lambda v: {"segments_clustering_features": {v: FEATURE}},
    "family": lambda v: feature(family=v),
    "transform": lambda v: feature(transform=v),
    "winsor_share": lambda v: feature(winsor_share=v),
    "weight": lambda v: {"segments_family_weights": {"frequency": v}},
    "weight's family": lambda v: {"segments_family_weights": {v: 1}},
    "cuts": lambda v: {"segments_rfm_cuts": {"recency": v}},
    "cut": lambda v: {"segments_rfm_cuts": {"recency": [1, 2, 3, v]}},
    "measure": lambda v: {"segments_rfm_cuts": {v: "quantiles"}},
    "constant": lambda v: {"segments_tuning": {"trend_weight": v}},
    "constant's name": lambda v: {"segments_tuning": {v: 1}},
    "name": lambda v: {v: 1},
}
FREE_TEXT: dict[str, Callable[[object], dict]] = {
    "column": lambda v: transactions(columns={"order_id": v}),
    "joined column": lambda v: transactions(columns={"order_id": {"join": ["a", v]}}),
    "constant": lambda v: transactions(columns={"country": {"constant": v}}),
    "attribute's column": lambda v: attribute(column=v),
    "more": lambda v: attribute(more=v),
}
KEYS = {
    *("input", "canonical", "total's column", "attribute", "feature", "name"),
    *("weight's family", "measure", "constant's name"),
}
ALL = {
    name: (lambda v, name=name: {name: v})
    for name in SETTINGS
    if name != "segments_tuning_defaults"
} | NESTED
# text of letters, digits and hyphens, which -1 is too
IN_RANGE = {("segments_campaign_salt", -1), ("segments_cancelled_order_prefix", -1)}


def attribute(**settings) -> dict:
    """The vars of an attribute of customers."""
    return {"segments_customer_attributes": {"mood": {"type": "numeric"} | settings}}


def feature(**settings) -> dict:
    """The vars of a single clustering feature."""
    return {"segments_clustering_features": {"order_count": FEATURE | settings}}


def in_place(value: object, **places: object) -> object:
    """The value with the paths of the test in it."""
    if not isinstance(value, str):
        return value
    for name, path in places.items():
        value = value.replace("{" + name + "}", str(path))
    return value


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> dict[str, Path]:
    """A file that nothing may write, and links that lead to the system's folder."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "links").mkdir()
    (folder / "links" / "hostname.csv").symlink_to("/etc/hostname")
    (folder / "links" / "etc").symlink_to("/etc")
    return {"canary": folder / "canary.csv", "links": folder / "links"}


@pytest.fixture(scope="module")
def macro(tmp_path_factory) -> Iterator[Callable]:
    """Runs a macro as dbt does, with settings given, in a project parsed once."""
    folder = tmp_path_factory.mktemp("macros")
    parsed = run_dbt(folder, "parse")
    assert parsed.succeeded, parsed.message
    adapter = get_adapter_by_type("duckdb")
    working_directory = Path.cwd()
    given = adapter.config.cli_vars

    def run(name: str, settings: dict, query: str | None = None, **arguments):
        adapter.config.cli_vars = settings
        with adapter.connection_named("hostile"):
            made = adapter.execute_macro(
                name,
                macro_resolver=parsed.result,
                project="customer_segments",
                kwargs=arguments,
            )
            return adapter.execute(query, fetch=True)[1].rows[0][0] if query else made

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SEGMENTS_INPUT_FOLDERS", str(folder.parent))
        os.chdir(REPOSITORY)
        yield run
        os.chdir(working_directory)
        adapter.config.cli_vars = given
        adapter.connections.close_all_connections()


def refusal(macro: Callable, settings: dict) -> str | None:
    """What is said of settings; none where they are taken."""
    try:
        macro("check_settings", settings)
    except DbtRuntimeError as error:
        return str(error)
    return None


def expect_short(message: str | None, value: object) -> None:
    """A refusal of at most three lines that shows little of the value."""
    assert message is not None
    assert len(message.splitlines()) <= 3
    assert len(message) < 1200
    if isinstance(value, str):
        assert value[:300] not in message or len(value) <= 200


@pytest.mark.parametrize("place", [*ALL, *FREE_TEXT])
def test_jinja_and_what_is_no_text_is_refused_everywhere(macro, places, place):
    # each in every setting, some of each kind in what is nested
    for hostile in NEVER if place in SETTINGS else [*NEVER[::4], NEVER[-1]]:
        value = in_place(hostile, **places)
        if not isinstance(value, str) and place in KEYS:
            continue
        expect_short(refusal(macro, (ALL | FREE_TEXT)[place](value)), value)
    assert not places["canary"].exists()


@pytest.mark.parametrize("place", ALL)
def test_what_is_no_data_is_refused(macro, places, place):
    for value in NOT_DATA if place in SETTINGS else NOT_DATA[::2]:
        if (place, value) not in IN_RANGE:
            expect_short(refusal(macro, ALL[place](value)), value)


SOURCES = {
    "from": ("transactions", NESTED["from"]),
    "segments_rfm_grid": ("rfm_grid", lambda v: {"segments_rfm_grid": v}),
    "segments_previous_schema": (
        "previous_customers",
        lambda v: {"segments_previous_schema": v},
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_out_of_the_folders_is_refused(macro, places, path):
    value = in_place(path, **places)
    for name in SETTINGS:
        if name not in SOURCES:
            expect_short(refusal(macro, {name: value}), value)
    for source, settings in SOURCES.values():
        message = refusal(macro, settings(value))
        if message is None:
            with pytest.raises(DbtRuntimeError) as raised:
                macro("input_kind", settings(value), input=source)
                macro("input_files", settings(value), input=source)
            message = str(raised.value)
            assert "outside the folders" in message
        expect_short(message, value)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"segment_inputs": {}}, "did you mean segments_inputs?"),
        (
            {"segments_inputs": {"orders": {"from": "orders.csv"}}},
            "segments_inputs.orders is joined to the lines of transactions, "
            "which is not named",
        ),
        *[
            (
                {"segments_inputs": {"transactions": {"columns": {column: wanted}}}},
                sentence,
            )
            for column, wanted, sentence in [
                ("order_id", {"sum": ["a"]}, "set it to a list of 2 to 10 columns"),
                ("order_id", {"sum": ["a", 1]}, "columns.order_id.sum is 1"),
                ("order_id", {"colum": "a"}, "columns.order_id is"),
                ("order_id", {"column": "a", "divide_by": 2}, "mean divided_by?"),
                ("order_id", {"column": "a", "as": "share"}, "only discount_amount"),
                ("discount_amount", {"column": "a", "as": "half"}, "per_cent"),
                ("unit_price", {"column": "a", "divided_by": 0}, "is 0; set it to a"),
                ("channel", {"column": "a", "values": {True: "x"}}, "in quotes"),
                (
                    "channel",
                    {"column": "a", "values": {"M": 1, "m": 2}},
                    "stands twice",
                ),
                ("order_id", None, "it is needed"),
                ("cost", {"row_number": True, "column": "a"}, "one form only"),
            ]
        ],
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(macro, variables, sentence):
    message = refusal(macro, variables)
    expect_short(message, variables)
    assert sentence in message


def test_the_vars_of_the_project_are_checked_as_those_of_the_terminal(macro):
    """Such as an installing project's, which stand in its dbt_project.yml."""
    config = get_adapter_by_type("duckdb").config
    for name, value in {
        "segments_currency": "{{ 1 }}",
        "segment_inputs": {},
        "segments_using_histroy": False,
        "customer_segments": {"segments_curency": "EUR"},
    }.items():
        before = dict(config.vars.vars)
        config.vars.vars[name] = value
        try:
            expect_short(refusal(macro, {}), value)
        finally:
            config.vars.vars.clear()
            config.vars.vars.update(before)
    assert refusal(macro, {}) is None


def test_free_text_is_quoted(macro):
    """SQL in it is data: a literal, or a column that no file has."""
    sql = f"'; {EVIL}; --"
    for settings in FREE_TEXT.values():
        assert refusal(macro, settings(sql)) is None
    layout = merged(transactions(**{"from": "x.csv"}), FREE_TEXT["constant"](sql))
    literal = macro(
        "mapped_column", layout, input="transactions", canonical="country", columns={}
    )
    assert "'''; create table evil" in literal


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 42) to '{project}/macros/evil.sql'",
        "copy (select 42) to '{project}/seeds/rules/evil.csv'",
        "copy (select 42) to '{project}/evil.csv'",
        "select count(*) from read_text('{project}/dbt_project.yml')",
        "select count(*) from read_text('{project}/seeds/rules/segments_playbook.csv')",
        "select count(*) from read_text('/etc/hostname')",
        "attach '{project}/evil.duckdb'",
        "set allowed_directories = ['/']",
        "set enable_external_access = true",
    ],
)
def test_the_engine_touches_no_other_file(macro, query):
    query = query.format(project=REPOSITORY)
    with pytest.raises(DbtRuntimeError, match=r"Permission Error|Cannot"):
        macro("restrict_file_access", {}, query=query)
    assert not list(REPOSITORY.rglob("evil.*"))


@pytest.mark.parametrize(
    "command",
    [
        *(("compile",), ("list",), ("seed",)),
        ("show", "--select", "segments__profiles"),
        ("run-operation", "keep_build"),
    ],
    ids=" ".join,
)
def test_no_command_renders_a_setting(tmp_path, places, command):
    jinja = in_place(JINJA[0], **places)
    refused = run_dbt(
        tmp_path, command[0], *command[1:], variables={"segments_currency": jinja}
    )
    assert not refused.succeeded
    assert "text without Jinja" in refused.message
    assert len(refused.message.splitlines()) <= 3
    assert not places["canary"].exists()
    assert refused.tables() == set()
