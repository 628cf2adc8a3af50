"""Everything is described, contracted where it is public, and said only once."""

import re
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles

import pandas as pd
import pytest
import yaml
from dbt_builds import REPOSITORY

SETTINGS = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
CODE = [
    path
    for folder in ("models", "macros", "python_models", "tests/singular")
    for path in sorted((REPOSITORY / folder).rglob("*"))
    if path.suffix in (".sql", ".py", ".yml")
]
MARTS = {path.stem: path for path in (REPOSITORY / "models").glob("*/marts/*.sql")}
PYTHON_MODELS = sorted((REPOSITORY / "python_models").rglob("*.py"))


def undescribed(nodes: dict[str, dict]) -> list[str]:
    """The nodes and columns, as node.column, that lack a description."""
    return [name for name, node in nodes.items() if not node["description"].strip()] + [
        f"{name}.{column['name']}"
        for name, node in nodes.items()
        for column in node["columns"].values()
        if not column["description"].strip()
    ]


def described_columns(node: dict) -> dict[str, str]:
    """Every column with its description, in the order of the YAML."""
    return {
        column["name"]: column["description"].strip()
        for column in node["columns"].values()
    }


# -- README -------------------------------------------------------------------


def test_the_readme_shows_what_a_build_shows(demo_shop):
    readme = (REPOSITORY / "README.md").read_text()
    told = subprocess.run(
        [sys.executable, "scripts/summary.py", str(demo_shop.database)],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    ).stdout
    shown = [line for line in readme.splitlines() if "█" in line]
    assert len(shown) >= 3
    assert [line for line in shown if line not in told.splitlines()] == []
    assert f"All {len(demo_shop.public_tables)} tables" in readme
    assert f"{len(demo_shop.public_tables)} tables named" in told
    assert len(readme.splitlines()) < 150


def test_every_file_that_the_readme_links_is_there():
    readme = (REPOSITORY / "README.md").read_text()
    linked = re.findall(r"\]\(([^)#]+)", readme)
    assert linked
    assert [name for name in linked if not (REPOSITORY / name).exists()] == []


# -- descriptions -------------------------------------------------------------


def test_the_project_parses_without_a_warning(parsed):
    assert parsed.warnings == []


@pytest.mark.parametrize("kind", ["model", "seed"])
def test_everything_and_every_column_has_a_description(parsed, kind):
    nodes = parsed.nodes(kind)
    assert nodes
    assert undescribed(nodes) == []


def test_every_column_of_a_public_table_is_described_in_order(demo_shop):
    for table in demo_shop.public_tables:
        described = described_columns(demo_shop.models[table])
        assert list(described) == list(demo_shop.column_types(table)), table


def test_every_column_of_a_seed_is_described_in_order(demo_shop):
    for name, seed in demo_shop.nodes("seed").items():
        assert list(described_columns(seed)) == list(demo_shop.column_types(name)), name


def test_comments_of_public_tables_are_in_the_database(demo_shop):
    tables = dict(demo_shop.rows("select table_name, comment from duckdb_tables()"))
    columns = demo_shop.frame(
        "select table_name, column_name, comment from duckdb_columns() "
        "where not internal"
    ).set_index(["table_name", "column_name"])["comment"]
    for table in demo_shop.public_tables:
        model = demo_shop.models[table]
        assert tables[table].strip() == model["description"].strip()
        comments = columns[table].str.strip().to_dict()
        assert comments == described_columns(model)


def test_paragraphs_of_descriptions_are_paragraphs_on_the_docs_site(parsed):
    """A folded text of YAML needs two empty lines for one of Markdown."""
    run_on = [
        node["name"]
        for kind in ("model", "seed")
        for node in parsed.nodes(kind).values()
        if re.search(r"(?<!\n)\n(?!\n)(Assumptions|Nuance):", node["description"])
    ]
    assert run_on == []


# -- overview and exposures ---------------------------------------------------


def test_the_overview_links_every_public_table_and_no_other(parsed):
    pages = parsed.manifest["docs"]
    names = ("__customer_segments__", "__overview__")
    tour, front = (
        pages[f"doc.customer_segments.{name}"]["block_contents"] for name in names
    )
    linked = re.findall(r"\[(\w+)\]\(#!/model/([\w.]+)\)", tour + front)
    assert {target for _, target in linked} <= set(parsed.manifest["nodes"])
    named = set(re.findall(r"\[(segments__\w+)\]\(#!/model/", tour))
    assert named == set(parsed.public_tables)
    assert all(
        target.endswith(f".{name}")
        for name, target in linked
        if name.startswith("segments__")
    )


def test_every_public_table_is_in_an_exposure_with_an_address(parsed):
    exposures = parsed.manifest["exposures"].values()
    exposed = {
        node.split(".")[-1]
        for each in exposures
        for node in each["depends_on"]["nodes"]
    }
    assert exposed == set(parsed.public_tables)
    assert {each["name"] for each in exposures if not each["url"]} == set()


def test_an_exposure_of_a_page_names_tables_that_the_dashboard_reads(parsed):
    dashboard = REPOSITORY / "dashboard"
    read = "\n".join(path.read_text() for path in dashboard.rglob("*.py"))
    pages = {path.stem for path in (dashboard / "views").glob("*.py")}
    for each in parsed.manifest["exposures"].values():
        page = each["url"].split(":8501/")
        if len(page) == 2:
            assert page[1] in {*pages, ""} - {"overview"}
            for node in each["depends_on"]["nodes"]:
                assert node.split(".")[-1] in read, each["name"]


def test_models_are_tagged_by_module_and_public_tables_as_public(parsed):
    for name, model in parsed.models.items():
        assert model["config"]["group"] in model["tags"], name
        assert ("segments_public" in model["tags"]) == (model["access"] == "public")


PRIMARY_KEY_TEST = "unique_combination_of_columns"

# -- access, contracts and grain ----------------------------------------------


def test_marts_are_public_and_nothing_else_is(parsed):
    access = {name: model["access"] for name, model in parsed.models.items()}
    assert len(MARTS) > 50
    assert {name for name in access if access[name] == "public"} == set(MARTS)
    assert "public" not in {access[name] for name in access.keys() - MARTS.keys()}


@pytest.mark.parametrize("table", sorted(MARTS))
def test_every_mart_has_an_enforced_contract(parsed, table):
    model = parsed.models[table]
    assert model["config"]["contract"]["enforced"]
    assert all(column["data_type"] for column in model["columns"].values())


def test_every_model_has_a_grain_test_except_staging_views(parsed):
    # a staging view holds raw lines, which may repeat
    tested = {
        test["attached_node"].split(".")[-1]
        for test in parsed.nodes("test").values()
        if (test.get("test_metadata") or {}).get("name") == PRIMARY_KEY_TEST
    }
    expected = {name for name in parsed.models if not name.startswith("stg_")}
    assert expected - tested == set()


# -- lists kept in two places -------------------------------------------


def test_every_feature_of_the_list_is_a_described_column(parsed):
    macro = (REPOSITORY / "macros" / "features" / "feature_list.sql").read_text()
    listed = re.findall(r"(?m)^ +\('(\w+)', '(\w+)', '", macro)
    features = [feature for feature, _ in listed]
    assert len(features) == len(set(features)) > 30
    of_orders = parsed.models["int_segments__customer_order_features"]["columns"]
    of_customers = parsed.models["int_segments__customer_features"]["columns"]
    for feature, place in listed:
        if place == "orders":
            assert feature in of_orders
        elif place != "lifetime_value":
            assert feature in of_customers


def test_cleaning_rules_explain_every_reason_to_reject():
    macros = (REPOSITORY / "macros" / "cleaning").glob("*rejection_reasons.sql")
    seed = REPOSITORY / "seeds" / "rules" / "segments_cleaning_rules.csv"
    rules = pd.read_csv(seed)
    reasons = set()
    for macro in macros:
        found = re.findall(r"(?m)^ +\('(\w+)', ", macro.read_text())
        assert len(found) == len(set(found)) > 5
        reasons |= set(found)
    records = REPOSITORY / "models/intake/staging/stg_segments__record_reasons.sql"
    reasons |= set(re.findall(r"then '(\w+)'", records.read_text()))
    assert reasons == set(rules.loc[rules["treatment"] == "reject", "reason_code"])


# -- vars ---------------------------------------------------------------------


def code() -> str:
    """All code but the check, which reads every setting, used or not."""
    return "\n".join(
        path.read_text() for path in CODE if path.name != "check_settings.sql"
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_used(name):
    assert re.search(rf"[\"']{name}[\"']", code())


@pytest.mark.parametrize("name", SETTINGS["segments_tuning_defaults"])
def test_every_constant_is_used(name):
    assert re.search(rf"tuning\('{name}'\)|'\)\.get\('{name}', var", code())


def test_every_default_of_a_constant_lies_in_its_range():
    for default, lowest, highest in SETTINGS["segments_tuning_defaults"].values():
        assert lowest <= default <= highest


def test_every_var_that_code_asks_for_is_a_setting():
    asked = {
        name
        for path in CODE
        for name in re.findall(r"\bvar\(\s*[\"'](\w+)[\"']\s*\)", path.read_text())
    }
    assert asked
    assert asked - SETTINGS.keys() == set()


def test_no_default_of_a_setting_stands_in_code():
    defaults = [
        f"{path.relative_to(REPOSITORY)}: {call}"
        for path in CODE
        for call in re.findall(r"\bvar\([^()]*,[^()]*\)", path.read_text())
    ]
    assert defaults == []


# -- Python models ---------------------------------------------------------------


@pytest.mark.parametrize("path", PYTHON_MODELS, ids=lambda path: path.stem)
def test_python_models_import_scikit_learn_in_one_order(path):
    # two threads that begin at different ends of it see each other's half of a module
    imports = re.findall(r"(?m)^(?:from|import) ([\w.]+)", path.read_text())
    outside = [name for name in imports if name.startswith(("scipy", "sklearn"))]
    assert outside[:1] in ([], ["sklearn.cluster"])


# -- length -------------------------------------------------------------------


def line_counts() -> dict[Path, int]:
    """The lines of every SQL model."""
    models = (REPOSITORY / "models").rglob("*.sql")
    return {path: len(path.read_text().splitlines()) for path in models}


def test_half_of_the_models_have_at_most_sixty_one_lines():
    assert median(line_counts().values()) <= 61


def test_nine_of_ten_models_are_shorter_than_a_hundred_lines():
    assert quantiles(line_counts().values(), n=10)[-1] < 100


def test_there_are_few_macros():
    macros = (REPOSITORY / "macros").rglob("*.sql")
    texts = [path.read_text() for path in macros]
    # what an engine has of its own is not counted again
    one = r"\{%-?\s*macro\s+(?!default__|spark__)"
    count = sum(len(re.findall(one, text)) for text in texts)
    assert count <= 350


def test_there_are_at_most_sixty_five_settings():
    assert len(SETTINGS) <= 65


def test_every_model_says_its_grain_first():
    first_lines = {
        path.name: path.read_text().splitlines()[0] for path in line_counts()
    }
    assert {
        name: line
        for name, line in first_lines.items()
        if not line.startswith("-- One row per ")
    } == {}


# -- words ----------------------------------------------------------------------

# home-made words that the field has a term for; the glossary has the terms
OLD_WORDS = (
    *("rung", "rungs", "ladder", "ladders", "boldness", "taste_points", "pointers"),
    *("leftover", "leftovers", "standing_orders", "undone", "spell", "unusualness"),
    *("crowd", "crowds", "cancelled_orders", "short_customers", "rest_products"),
    *("given_back", "foretold", "customer_changes", "excess_silhouette", "nowhere"),
)


def test_no_text_uses_a_word_that_the_field_has_a_term_for():
    folders = ("models", "macros", "python_models", "seeds/rules", "analyses", "docs")
    paths = [path for folder in folders for path in (REPOSITORY / folder).rglob("*")]
    paths += list(REPOSITORY.glob("*.md")) + [REPOSITORY / "dbt_project.yml"]
    pattern = re.compile(rf"\b({'|'.join(OLD_WORDS)})\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(REPOSITORY)}: {match[0]}"
        for path in paths
        if path.suffix in (".sql", ".py", ".yml", ".md", ".csv")
        for match in pattern.finditer(path.read_text())
    ]
    assert found == []


def test_the_environments_agree_on_every_package():
    """One folder holds them all, whichever target made it first."""
    pins = {}
    for lock in sorted(REPOSITORY.glob("requirements*.lock")):
        # one package may have several versions, each for some versions of Python
        pinned = {}
        for name, version in re.findall(r"(?m)^(\S+?)==(\S+)", lock.read_text()):
            pinned.setdefault(name, []).append(version)
        for name, versions in pinned.items():
            pins.setdefault(name, set()).add(tuple(versions))
    assert len(pins) > 100
    assert not {name: found for name, found in pins.items() if len(found) > 1}


# -- figures --------------------------------------------------------------------


def study() -> pd.DataFrame:
    """The generated shops of docs/cluster_study.md, with the kind that each is of."""
    text = (REPOSITORY / "docs" / "cluster_study.md").read_text()
    parts = [part for part in text.split("\n## ") if "eight shapes" not in part[:60]]
    lines = "\n".join(parts).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    shops = pd.DataFrame([row for row in rows if len(row) == 7 and row[1].isdigit()])
    shops.columns = [
        "shop",
        "seed",
        "separable",
        "found",
        "silhouette",
        "jaccard",
        "ari",
    ]
    return shops.assign(
        kind=shops["shop"].str.extract("(separated|overlapping|no groups)")[0],
        personas=pd.to_numeric(shops["shop"].str[0], errors="coerce"),
        silhouette=shops["silhouette"].astype(float),
        found=pd.to_numeric(shops["found"], errors="coerce"),
        is_fresh=shops["seed"].astype(int) > 20,
    )


def test_decisions_quote_the_figures_of_the_cluster_study():
    decisions = " ".join((REPOSITORY / "DECISIONS.md").read_text().split())
    shops = study()
    assert f"On {len(shops)} generated shops (`docs/cluster_study.md`)" in decisions
    low, high = (
        shops.groupby("kind")["silhouette"].agg(name) for name in ("min", "max")
    )
    assert (
        f"it is {low['separated']:.2f} to {high['separated']:.2f} for well separated "
        f"personas, {low['overlapping']:.2f} to {high['overlapping']:.2f} for "
        f"overlapping ones and at most {high['no groups']} for shops without groups"
    ) in decisions
    fresh = shops[shops["is_fresh"]].assign(
        error=lambda frame: (frame["found"] - frame["personas"]).abs()
    )
    right = fresh[fresh["error"] == 0].groupby("kind").size()
    near = fresh[fresh["error"] <= 1].groupby("kind").size()
    assert (
        f"right in {right['separated']} of 12 well separated ones, and in "
        f"{right['overlapping']} and within one in {near['overlapping']} of 12 "
        "overlapping ones"
    ) in decisions
    text = (REPOSITORY / "docs" / "cluster_study.md").read_text()
    later = text.split("## Shops of the eight shapes drawn after")[1]
    shares = re.findall(r"(\d+) of (24|21)", later)[:3]
    assert (
        f"of the 24 others {shares[0][0]} and {shares[1][0]} (" in decisions
        and f"{shares[2][0]} of the 21 drawn later without groups have none"
        in decisions
    )
