"""Compare the project's recommendations with the libraries', side by side.

    python -m venv /tmp/bench
    /tmp/bench/bin/pip install implicit scikit-learn scipy duckdb pyyaml
    SEGMENTS_DATA=../shared/data /tmp/bench/bin/python benchmarks/recommendations.py

For every split the project's own models are run by dbt as of eight weeks after it
(`segments_as_of_date`), so that what is measured is the SQL that serves. The libraries
get the same purchase histories and are judged on the same customers and products: train
before the split, test the next eight weeks, customers known before the split who then
bought at least one product new to them; only products new to the customer count.

Formulas and constants were chosen on splits up to June 2011; August and October are
reported as they fall. The rivals: the segment bestsellers of the sources (k-means with
k = 4 on standardised recency, frequency and money), `implicit` as shipped, and EASE of
a few numpy lines, with and without our trend.
"""

# ruff: noqa: PLC0415
# The libraries are needed here only, and are no dependency of the project.

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
SPLITS = ("2011-06-24", "2011-08-19", "2011-10-14")
HORIZON_DAYS = 56
TOP = 10
COPIES = 1000
EASE_LAMBDA = 600
SOURCES = "segment bestsellers (k-means RFM)"
DISCOUNTS = 1 / np.log2(np.arange(2, TOP + 2))


def build(split: str, folder: Path) -> Path:
    """Run the project's models as of eight weeks after a split; return the database."""
    path = folder / f"{split}.duckdb"
    settings = yaml.safe_load((REPOSITORY / "inputs/online_retail_ii.yml").read_text())
    settings |= {
        "segments_as_of_date": str(
            date.fromisoformat(split) + timedelta(days=HORIZON_DAYS)
        ),
        "segments_tuning": {"backtest_customers": 100_000},
    }
    environment = os.environ | {
        "SEGMENTS_DUCKDB_PATH": str(path),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    for arguments in (
        ["seed"],
        ["run", "--select", "+int_segments__backtest_scores"],
    ):
        subprocess.run(
            [
                REPOSITORY / ".venv/bin/dbt",
                "--quiet",
                *arguments,
                "--vars",
                json.dumps(settings),
            ],
            cwd=REPOSITORY,
            env=environment,
            check=True,
        )
    return path


class Split:
    """The histories, the truth and the recommendations of one split, as matrices."""

    def __init__(self, path: Path):
        self.connection = duckdb.connect(str(path), read_only=True)
        rows = self.query(
            "select customer_id, product_id, days_since_last_order"
            " from int_segments__purchase_histories where not is_current order by all"
        )
        self.customers, user = np.unique(rows["customer_id"], return_inverse=True)
        self.products, item = np.unique(rows["product_id"], return_inverse=True)
        self.shape = (len(self.customers), len(self.products))
        self.bought = np.zeros(self.shape, np.float32)
        self.bought[user, item] = 1
        truth = self.query(
            "select customer_id, product_id from int_segments__backtest_purchases"
            " where is_unseen order by all"
        )
        self.truth = np.zeros(self.shape, bool)
        self.truth[
            np.searchsorted(self.customers, truth["customer_id"]),
            np.searchsorted(self.products, truth["product_id"]),
        ] = True
        self.asked = np.flatnonzero(self.truth.any(axis=1))
        self.wanted = self.truth[self.asked].sum(axis=1)
        self.buyers = self.bought.sum(axis=0)
        days = self.query(
            "select product_id, date_diff('day', order_date, made_for_date) as age"
            " from int_segments__product_days"
            " cross join int_segments__recommendation_dates"
            " where is_bought and not is_current and order_date < made_for_date"
            " order by all"
        )
        number = np.searchsorted(self.products, days["product_id"])
        age = np.asarray(days["age"])
        self.recent = np.bincount(number[age <= 28], minlength=self.shape[1])
        decayed = np.bincount(number, 0.5 ** (age / 14), minlength=self.shape[1])
        self.trend = ((decayed + 1) / (self.buyers + 5)) ** 0.75

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """Columns of a query as arrays."""
        return self.connection.execute(sql).fetchnumpy()

    def rank(self, scores: np.ndarray) -> np.ndarray:
        """The best ten products new to each customer asked."""
        scores = np.where(self.bought[self.asked] > 0, -np.inf, scores)
        return np.argsort(-scores, axis=1, kind="stable")[:, :TOP]

    def ours(self, method: str) -> np.ndarray:
        """What the project's SQL recommended; -1 where it had fewer than ten."""
        rows = self.connection.execute(
            "select customer_id, recommendation_rank, product_id"
            " from int_segments__backtest_recommendations"
            " where evaluation_set = 'unseen' and method = ?",
            [method],
        ).fetchnumpy()
        listed = np.full((self.shape[0], TOP), -1)
        listed[
            np.searchsorted(self.customers, rows["customer_id"]),
            np.asarray(rows["recommendation_rank"]) - 1,
        ] = np.searchsorted(self.products, rows["product_id"])
        return listed[self.asked]

    def judge(self, listed: np.ndarray) -> dict[str, float | np.ndarray]:
        """NDCG, recall and hit of every customer asked, and the range covered."""
        hits = np.take_along_axis(
            self.truth[self.asked], np.maximum(listed, 0), axis=1
        ) & (listed >= 0)
        ideal = np.cumsum(DISCOUNTS)[np.minimum(self.wanted, TOP) - 1]
        return {
            "ndcg": (hits * DISCOUNTS).sum(axis=1) / ideal,
            "recall": hits.sum(axis=1) / self.wanted,
            "hit": hits.any(axis=1).astype(float),
            "coverage": len(np.unique(listed[listed >= 0])) / self.shape[1],
        }

    def segments(self) -> np.ndarray:
        """The sources' segments: k-means, k = 4, on standardised raw RFM."""
        from sklearn.cluster import KMeans
        from sklearn.preprocessing import StandardScaler

        rows = self.query(
            "select customer_id,"
            " date_diff('day', max(order_date), any_value(made_for_date)) as recency,"
            " count(*) as frequency, sum(sales_amount)::double as money"
            " from int_segments__orders cross join int_segments__recommendation_dates"
            " where is_purchase and not is_current and order_date < made_for_date"
            " group by customer_id order by customer_id"
        )
        rfm = np.column_stack(
            [np.asarray(rows[c], float) for c in ("recency", "frequency", "money")]
        )
        labels = KMeans(4, n_init=10, random_state=42).fit_predict(
            StandardScaler().fit_transform(rfm)
        )
        known = dict(zip(rows["customer_id"], labels, strict=True))
        return np.array([known.get(customer, 0) for customer in self.customers])


def library_scores(split: Split) -> dict[str, np.ndarray]:
    """Scores of every rival for the customers asked, on the same histories."""
    import scipy.sparse as sp
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import (
        BM25Recommender,
        CosineRecommender,
        TFIDFRecommender,
    )

    one = np.ones((len(split.asked), 1))
    matrix = sp.csr_matrix(split.bought)
    asked = split.bought[split.asked]
    labels = split.segments()
    tops = np.array(
        [split.bought[labels == label].sum(axis=0) for label in range(labels.max() + 1)]
    )
    scores = {
        "bestsellers, all time": one * split.buyers,
        "bestsellers, 28 days": one * split.recent,
        SOURCES: tops[labels[split.asked]],
    }
    for name, model in {
        "implicit TFIDF 20": TFIDFRecommender(K=20, num_threads=1),
        "implicit Cosine 20": CosineRecommender(K=20, num_threads=1),
        "implicit BM25 100": BM25Recommender(K=100, num_threads=1),
    }.items():
        model.fit(matrix, show_progress=False)
        scores[name] = asked @ np.asarray(model.similarity.todense())
    for factors, alpha in ((32, 1), (64, 1), (32, 5), (32, 20)):
        model = AlternatingLeastSquares(
            factors, alpha=alpha, random_state=42, num_threads=1
        )
        model.fit(matrix, show_progress=False)
        scores[f"implicit ALS {factors}, alpha {alpha}"] = (
            np.asarray(model.user_factors)[split.asked]
            @ np.asarray(model.item_factors).T
        )
    gram = (split.bought.T @ split.bought).astype(float)
    gram[np.diag_indices_from(gram)] += EASE_LAMBDA
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    scores["EASE"] = asked @ weights
    scores["EASE x trend"] = np.maximum(scores["EASE"], 0) * split.trend
    return scores


def interval(values: np.ndarray) -> tuple[float, float]:
    draws = np.random.default_rng(42).integers(
        0, len(values), size=(COPIES, len(values))
    )
    return tuple(np.percentile(values[draws].mean(axis=1), [2.5, 97.5]))


def report(name: str, split: Split) -> dict[str, float]:
    methods = [
        row[0]
        for row in split.connection.execute(
            "select distinct method from int_segments__backtest_recommendations"
            " where evaluation_set = 'unseen' and method != 'repeat_purchase'"
            " order by method"
        ).fetchall()
    ]
    scores = library_scores(split)
    listed = {rival: split.rank(values) for rival, values in scores.items()}
    listed |= {f"ours: {method}": split.ours(method) for method in methods}
    judged = {rival: split.judge(chosen) for rival, chosen in listed.items()}
    new_count = split.wanted.mean()
    print(f"\n{name}: {len(split.asked)} customers, {new_count:.1f} new products each")
    print(f"{'method':36}    NDCG@10     95 % interval  recall    hit cover")
    means = {rival: float(values["ndcg"].mean()) for rival, values in judged.items()}
    for rival in sorted(means, key=means.get, reverse=True):
        values = judged[rival]
        low, high = interval(values["ndcg"])
        print(
            f"{rival:36} {means[rival]:10.4f}  [{low:.4f}, {high:.4f}]"
            f" {values['recall'].mean():7.4f} {values['hit'].mean():6.3f}"
            f" {values['coverage']:.3f}"
        )
    best_library = max(v for k, v in means.items() if k.startswith("implicit"))
    for rival in sorted(name for name in means if name.startswith("ours")):
        print(
            f"{rival}: {means[rival] / means[SOURCES]:.2f} times the segment's"
            f" bestsellers, {means[rival] / best_library:.2f} times implicit's best,"
            f" {means[rival] / means['EASE x trend']:.2f} times EASE x trend"
        )
    return means


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--splits", nargs="*", default=SPLITS)
    parser.add_argument("--folder", type=Path, help="keep the databases here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for split in arguments.splits:
            path = folder / f"{split}.duckdb"
            report(split, Split(path if path.exists() else build(split, folder)))


if __name__ == "__main__":
    main()
