"""Customers are scored by a model that stays, and segments stay who they are."""

import shutil
from pathlib import Path

import duckdb
import int_segments__fitted_transforms as transforms
import pandas as pd
import pytest
from dbt_builds import NO_TESTS, SEEDS, Build, file_inputs, run_dbt
from sklearn.metrics import pairwise_distances

NEW_CUSTOMERS = 40
SEGMENT = "select segment_id, second_segment_id, segment_confidence, is_borderline"


@pytest.fixture(scope="module")
def twins(demo_shop) -> list[str]:
    """Customers with orders, from every segment."""
    return [
        customer
        for (customer,) in demo_shop.rows(
            "select customer_id from segments__customers where order_count > 0 "
            f"order by md5(customer_id) limit {NEW_CUSTOMERS}"
        )
    ]


@pytest.fixture(scope="module")
def scored_again(demo_shop: Build, twins: list[str], tmp_path_factory) -> Build:
    """The demo shop's database after `dbt build --selector score`, with new customers.

    Each of them bought what a known customer had bought.
    """
    folder = tmp_path_factory.mktemp("scored_again")
    files = {
        name: folder / f"{name}.csv"
        for name in ("transactions", "customers", "products")
    }
    for name, file in files.items():
        shutil.copy(SEEDS / f"raw_segments_{name}.csv", file)
    lines = pd.read_csv(files["transactions"], dtype=str, keep_default_na=False)
    known = lines["customer_id"].str.strip().str.upper()
    new = lines[known.isin(twins)].copy()
    new["customer_id"] = "NEW-" + known[new.index]
    new["order_id"] = new["order_id"] + "N"
    pd.concat([lines, new]).to_csv(files["transactions"], index=False)
    shutil.copy(demo_shop.database, folder / demo_shop.database.name)
    shop = run_dbt(
        folder,
        "build",
        "--selector",
        "score",
        *NO_TESTS,
        variables=file_inputs(**files),
    )
    assert shop.succeeded, shop.message
    return shop


def python_models(shop: Build) -> list[str]:
    """The names of the models that are written in Python."""
    return [name for name, node in shop.models.items() if node["language"] == "python"]


def test_scoring_runs_no_python_and_everything_else(scored_again):
    fitted = set(python_models(scored_again))
    assert len(fitted) >= 10
    assert fitted & set(scored_again.statuses) == set()
    sql = set(scored_again.models) - fitted
    assert sql <= set(scored_again.statuses)


def test_scoring_leaves_the_fitted_model_as_it_was(scored_again, demo_shop):
    for model in python_models(scored_again):
        text = "select cast(fitted as varchar) as row_text"
        rows = f"{text} from {model} as fitted order by row_text"
        assert scored_again.rows(rows) == demo_shop.rows(rows), model
    version = "select model_version, model_hash from segments__model_registry"
    assert scored_again.rows(version) == demo_shop.rows(version)


def test_new_customers_are_in_the_segment_of_whom_they_equal(scored_again, twins):
    assert len(twins) == NEW_CUSTOMERS
    for customer in twins:
        of = "from segments__customers where customer_id ="
        [new] = scored_again.rows(f"{SEGMENT} {of} 'NEW-{customer}'")
        [known] = scored_again.rows(f"{SEGMENT} {of} '{customer}'")
        assert new == known, customer


def test_known_customers_stay_in_their_segments(scored_again, demo_shop):
    rows = (
        "select customer_id, segment_id, second_segment_id, segment_confidence "
        "from segments__customers where customer_id not like 'NEW-%' order by 1"
    )
    pd.testing.assert_frame_equal(scored_again.frame(rows), demo_shop.frame(rows))


# -- model versions -----------------------------------------------------------

PUBLISHED = {
    "customers": "select customer_id, segment_id, "
    "cast(null as varchar) as segment_name from int_segments__customer_segments",
    "model_registry": "from segments__model_registry",
    "model_parameters": "from segments__model_parameters",
}
IDENTITY = ("+segments__segment_lineage", "+segments__model_parameters")


def published(shop: Build, folder: Path) -> dict[str, str]:
    """What a build published, as files, and the vars that name them for the next."""
    folder.mkdir()
    with duckdb.connect(shop.database, read_only=True) as connection:
        for name, query in PUBLISHED.items():
            file = folder / f"segments__{name}.parquet"
            connection.sql(query).write_parquet(str(file))
    return {"segments_previous_schema": f"{folder}/"}


def rebuilt(folder: Path, demo_shop: Build, **variables) -> Build:
    """The demo shop's segments, made again by what an earlier build left."""
    folder.mkdir()
    shutil.copy(demo_shop.database, folder / demo_shop.database.name)
    shop = run_dbt(
        folder, "build", "--select", *IDENTITY, *NO_TESTS, variables=variables
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="module")
def refitted(demo_shop: Build, tmp_path_factory) -> Build:
    """The demo shop with three segments, after a build with more of them."""
    folder = tmp_path_factory.mktemp("refitted")
    earlier = published(demo_shop, folder / "published")
    return rebuilt(folder / "shop", demo_shop, segments_cluster_count=3, **earlier)


@pytest.fixture(scope="module")
def gone_back(refitted: Build, demo_shop: Build, tmp_path_factory) -> Build:
    """The refitted shop, scored by the version before it."""
    folder = tmp_path_factory.mktemp("gone_back")
    earlier = published(refitted, folder / "published")
    return rebuilt(
        folder / "shop",
        demo_shop,
        segments_cluster_count=3,
        segments_model_version=1,
        **earlier,
    )


SEGMENTS = (
    "select customer_id, segment_id, second_segment_id, segment_confidence "
    "from int_segments__customer_segments order by customer_id"
)
VERSIONS = (
    "select model_version, model_hash, is_current from segments__model_registry "
    "order by model_version"
)


def test_a_refit_adds_a_version_and_keeps_the_rows_of_the_one_before(
    refitted, demo_shop
):
    [(_, first_hash, _)] = demo_shop.rows(VERSIONS)
    versions = refitted.rows(VERSIONS)
    assert versions[0] == (1, first_hash, False)
    assert versions[1][0] == 2
    assert versions[1][2]
    first = "from segments__model_parameters where model_version = 1 order by all"
    pd.testing.assert_frame_equal(refitted.frame(first), demo_shop.frame(first))


def test_a_refit_never_gives_an_id_away(refitted, demo_shop):
    known = set(demo_shop.frame(SEGMENTS)["segment_id"])
    lineage = refitted.frame("from segments__segment_lineage")
    kept = lineage[lineage["event"].isin(["kept", "merged"])]
    assert (kept["segment_id"] == kept["previous_segment_id"]).all()
    assert set(kept["matched_by"]) == {"members"}
    new = set(lineage.loc[lineage["event"].isin(["born", "split"]), "segment_id"])
    assert new & known == set()
    assert set(lineage["segment_id"]) - new == known - {"S00"}
    assert (lineage["event"] == "gone").sum() >= 1
    assert set(refitted.frame(SEGMENTS)["segment_id"]) - {"S00"} == (
        set(kept["segment_id"]) | new
    )


def test_going_back_to_a_version_gives_everybody_their_segment_of_then(
    gone_back, refitted, demo_shop
):
    expected = demo_shop.frame(SEGMENTS)
    assert not refitted.frame(SEGMENTS).equals(expected)
    pd.testing.assert_frame_equal(gone_back.frame(SEGMENTS), expected)


def test_going_back_adds_no_version_and_makes_the_old_one_current(gone_back, refitted):
    before = [(version, text) for version, text, _ in refitted.rows(VERSIONS)]
    after = gone_back.rows(VERSIONS)
    assert [(version, text) for version, text, _ in after] == before
    assert [version for version, _, is_current in after if is_current] == [1]


def test_every_fitted_column_of_the_scaling_is_published(demo_shop):
    found = demo_shop.rows(
        "select distinct parameter from segments__model_parameters "
        "where part = 'scaling'"
    )
    assert {parameter for (parameter,) in found} == set(transforms.COLUMNS) - {
        "feature"
    }


def test_customers_score_the_same_from_the_published_parameters(demo_shop):
    """The distances follow from segments__model_parameters alone."""
    rows = demo_shop.frame("from segments__model_parameters")
    book = rows[rows["part"] == "prototype"].pivot(
        index=["prototype", "segment_id"], columns="feature", values="value"
    )
    scaled = demo_shop.frame(
        "select scaled.*, segments.segment_id, segments.distance_to_segment "
        "from int_segments__customer_scaled as scaled "
        "inner join int_segments__customer_segments as segments using (customer_id)"
    )
    points = scaled[list(book.columns)].to_numpy()
    distances = pairwise_distances(points, book.to_numpy())
    nearest = book.index.get_level_values("segment_id")[distances.argmin(axis=1)]
    assert (nearest == scaled["segment_id"]).all()
    assert distances.min(axis=1) == pytest.approx(
        scaled["distance_to_segment"].to_numpy(), abs=1e-6
    )
