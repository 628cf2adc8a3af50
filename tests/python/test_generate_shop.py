"""The demo shop: reproducible, as large as asked, with its planted truth in reach."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = REPOSITORY / "seeds" / "demo"
TRUTH = REPOSITORY / "tests" / "truth"
DEMO_FILES = (
    "raw_segments_transactions.csv",
    "raw_segments_customers.csv",
    "raw_segments_products.csv",
    "raw_segments_campaign_contacts.csv",
)
TRUTH_FILES = ("demo_personas.csv", "demo_dirt.csv")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """benchmarks/generate_shop.py as a module."""
    path = REPOSITORY / "benchmarks" / "generate_shop.py"
    spec = importlib.util.spec_from_file_location("generate_shop", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def transactions() -> pd.DataFrame:
    """The committed order lines, as text."""
    path = SEEDS / "raw_segments_transactions.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def accepted_sales(transactions: pd.DataFrame) -> pd.DataFrame:
    """The sale lines that a build accepts, typed and corrected, amounts in EUR."""
    lines = transactions.drop_duplicates()
    ordered_at = pd.to_datetime(
        lines["ordered_at"], format="%Y-%m-%d %H:%M:%S", errors="coerce"
    )
    whole = lines["quantity"].where(lines["quantity"].str.fullmatch(r"-?[0-9]+"))
    lines = lines.assign(
        customer_id=lines["customer_id"].str.strip(),
        product_id=lines["product_id"].str.upper(),
        ordered_at=ordered_at,
        quantity=pd.to_numeric(whole),
        unit_price=pd.to_numeric(lines["unit_price"], errors="coerce"),
        discount_amount=lines["discount_amount"].astype(float),
    )
    return lines[
        (lines[["customer_id", "order_id", "product_id"]] != "").all(axis=1)
        & lines["ordered_at"].between("2024-01-01", "2025-07-01")
        & (lines["quantity"] > 0)
        & (lines["unit_price"] > 0)
    ]


def scaled_features(sales: pd.DataFrame) -> pd.DataFrame:
    """(buyers, 5) Standardised, weighted features as of 2025-07-01, by customer."""
    money = sales["quantity"] * sales["unit_price"]
    sales = sales.assign(
        money=money,
        paid=money - sales["discount_amount"],
        of_products=money.where(sales["product_id"].str.startswith("P"), 0.0),
        units=sales["quantity"].where(sales["product_id"].str.startswith("P"), 0),
    )
    by_customer = sales.groupby("customer_id")
    total = by_customer[
        ["money", "paid", "of_products", "units", "discount_amount"]
    ].sum()
    orders = by_customer["order_id"].nunique()
    last_day = by_customer["ordered_at"].max().dt.normalize()
    features = pd.DataFrame(
        {
            "days_since_last_order": np.log1p(
                (pd.Timestamp("2025-07-01") - last_day).dt.days
            ),
            "order_count": np.log1p(orders),
            "average_order_value": np.log1p(total["paid"] / orders),
            "discount_share": total["discount_amount"] / total["money"],
            "average_unit_price": np.log1p(total["of_products"] / total["units"]),
        }
    )
    weights = np.sqrt([1.0, 1.0, 1.0, 0.5, 0.5])
    return (features - features.mean()) / features.std(ddof=0) * weights


def test_regenerated_demo_equals_the_committed_files(
    generator: ModuleType, tmp_path: Path
) -> None:
    generator.write_demo(seeds=tmp_path / "seeds", truth=tmp_path / "truth")
    for name in DEMO_FILES:
        assert (tmp_path / "seeds" / name).read_bytes() == (SEEDS / name).read_bytes()
    for name in TRUTH_FILES:
        assert (tmp_path / "truth" / name).read_bytes() == (TRUTH / name).read_bytes()


def test_demo_has_the_promised_size(transactions: pd.DataFrame) -> None:
    assert 24_000 <= len(transactions) <= 26_000
    path = SEEDS / "raw_segments_transactions.csv"
    assert path.stat().st_size < 2_900_000
    assert len(pd.read_csv(SEEDS / "raw_segments_products.csv")) == 300


def test_planted_dirt_is_all_there(transactions: pd.DataFrame) -> None:
    truth = pd.read_csv(TRUTH / "demo_dirt.csv", index_col="code")["line_count"]
    lines = transactions
    moment = pd.to_datetime(
        lines["ordered_at"], format="%Y-%m-%d %H:%M:%S", errors="coerce"
    )
    whole = lines["quantity"].str.fullmatch(r"-?[0-9]+")
    price = pd.to_numeric(lines["unit_price"], errors="coerce")
    names = pd.read_csv(SEEDS / "raw_segments_products.csv", index_col="product_id")
    known = lines["product_id"].str.upper().map(names["product_name"])
    rejected = {
        "customer_id_missing": lines["customer_id"] == "",
        "order_id_missing": lines["order_id"] == "",
        "product_id_missing": lines["product_id"] == "",
        "ordered_at_unreadable": moment.isna(),
        "ordered_at_too_early": moment < "2024-01-01",
        "ordered_at_too_late": moment >= "2025-07-01",
        "quantity_zero": lines["quantity"] == "0",
        "quantity_unreadable": ~whole,
        "unit_price_zero": price == 0,
        "unit_price_negative": price < 0,
        "unit_price_unreadable": price.isna(),
        "duplicate_line": lines.duplicated(),
    }
    corrected = {
        "mojibake": known.notna() & (known != lines["product_name"]),
        "customer_id_padded": lines["customer_id"] != lines["customer_id"].str.strip(),
        "product_id_lower_case": lines["product_id"] != lines["product_id"].str.upper(),
    }
    extra = lines["product_id"].isin(["SHIPPING", "GIFTCARD", "SERVICEFEE", "SAMPLE"])
    found = {**rejected, **corrected, "non_product_line": extra}
    assert {code: int(hit.sum()) for code, hit in found.items()} == truth.to_dict()
    assert sum(hit.astype(int) for hit in found.values()).max() == 1
    garbled = lines.loc[corrected["mojibake"], "product_name"]
    repaired = [name.encode("cp1252").decode("utf-8") for name in garbled]
    assert repaired == known[corrected["mojibake"]].tolist()


def test_genuine_lines_are_consistent(accepted_sales: pd.DataFrame) -> None:
    sales = accepted_sales
    assert not sales.duplicated(["order_id", "product_id"]).any()
    assert (sales.groupby("order_id")["ordered_at"].nunique() == 1).all()
    assert (sales.groupby("order_id")["customer_id"].nunique() == 1).all()
    assert sales["discount_amount"].ge(0).all()
    assert (
        sales["discount_amount"] <= sales["quantity"] * sales["unit_price"] + 1e-9
    ).all()
    truth = pd.read_csv(TRUTH / "demo_personas.csv")
    assert set(sales["customer_id"]) == set(truth["customer_id"])


def test_personas_can_be_recovered(accepted_sales: pd.DataFrame) -> None:
    features = scaled_features(accepted_sales)
    truth = pd.read_csv(TRUTH / "demo_personas.csv", index_col="customer_id")["persona"]
    truth = truth.loc[features.index]
    shares = truth.value_counts(normalize=True)
    assert shares.min() >= 0.07
    assert shares.max() <= 0.30
    labels = {
        k: KMeans(n_clusters=k, n_init=10, random_state=42).fit_predict(
            features.to_numpy()
        )
        for k in range(2, 11)
    }
    silhouettes = {k: silhouette_score(features, each) for k, each in labels.items()}
    assert max(silhouettes, key=silhouettes.get) == 6
    often = accepted_sales.groupby("customer_id")["order_id"].nunique() >= 3
    often = often.loc[features.index].to_numpy()
    assert adjusted_rand_score(truth[often], labels[6][often]) >= 0.92


@pytest.mark.parametrize(("line_count", "personas"), [(3_001, 6), (20_000, 1)])
def test_scaled_shop_has_the_asked_number_of_lines(
    generator: ModuleType, tmp_path: Path, line_count: int, personas: int
) -> None:
    generator.write_scaled(
        output=tmp_path, line_count=line_count, personas=personas, seed=3
    )
    connection = duckdb.connect()
    lines, customers, start, end = connection.execute(
        f"""
        select count(*), count(distinct customer_id), min(ordered_at), max(ordered_at)
        from '{tmp_path}/transactions.parquet'
        """
    ).fetchone()
    assert lines == line_count
    assert 0.9 * line_count / 12.5 < customers < line_count / 12.5
    assert str(start) >= "2024-01-01"
    assert str(end) < "2025-07-01"
    types = dict(
        connection.execute(
            f"select name, duckdb_type from parquet_schema("
            f"'{tmp_path}/transactions.parquet') where name != 'duckdb_schema'"
        ).fetchall()
    )
    assert types["ordered_at"] == "TIMESTAMP"
    assert types["unit_price"] == "DECIMAL(18,4)"
    found = connection.execute(
        f"select count(distinct persona) from '{tmp_path}/personas.parquet'"
    ).fetchone()
    assert found == (personas,)


def test_scaled_shop_follows_its_seed(generator: ModuleType, tmp_path: Path) -> None:
    tables = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        generator.write_scaled(
            output=tmp_path / name, line_count=2_000, personas=6, seed=seed
        )
        tables.append(pd.read_parquet(tmp_path / name / "transactions.parquet"))
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0].equals(tables[2])


@pytest.mark.parametrize(
    ("line_count", "personas", "message"),
    [(10, 6, "lines: 10 is below"), (2_000, 7, "personas: 7 is not between 1 and 6")],
)
def test_impossible_shops_are_refused(
    generator: ModuleType,
    tmp_path: Path,
    line_count: int,
    personas: int,
    message: str,
) -> None:
    with pytest.raises(ValueError, match=message):
        generator.write_scaled(
            output=tmp_path, line_count=line_count, personas=personas, seed=1
        )
