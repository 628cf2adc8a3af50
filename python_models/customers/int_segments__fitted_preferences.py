"""Fit principal components of the customers' category shares."""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

COLUMNS = {
    "component": "int32",
    "category": "str",
    "loading": "float64",
    "base_share": "float64",
    "center": "float64",
    "variance_share": "float64",
}
DIGITS = 12
# rarer categories have little information and would make the matrix wide
CATEGORIES = 100


def shrunk_shares(
    counts: pd.DataFrame, *, evidence: float
) -> tuple[pd.DataFrame, pd.Series]:
    """Shares of the most frequent categories, and their shares in the whole shop.

    counts: one row per customer, one column per category, order lines. A customer of
    few lines is shrunk to the shop's mix: `evidence`
    lines of the shop's mix are added to the customer's lines.
    """
    lines = counts.sum(axis=1)
    base = counts.sum() / counts.to_numpy().sum()
    # ties in order of name
    common = base.sort_values(ascending=False, kind="stable").index[:CATEGORIES]
    common = sorted(common)
    shares = (counts[common] + evidence * base[common]).div(lines + evidence, axis=0)
    return shares, base[common]


def fit_preferences(
    customer_categories: pd.DataFrame, *, components: int, evidence: float
) -> pd.DataFrame:
    """One row per component and category: loadings as of scikit-learn's PCA.

    customer_categories: customer_id, category, sale_line_count. The largest loading of
    a component is positive, the first of ties; constant directions are left out.
    """
    nothing = pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    if components == 0 or len(customer_categories) == 0:
        return nothing
    counts = customer_categories.pivot(
        index="customer_id", columns="category", values="sale_line_count"
    )
    counts = counts.astype("float64").fillna(0).sort_index().sort_index(axis=1)
    shares, base = shrunk_shares(counts, evidence=evidence)
    if shares.shape[1] < 2 or len(shares) < 2:
        return nothing
    covariance = np.cov(shares.to_numpy(), rowvar=False)
    variances, directions = np.linalg.eigh(covariance)
    variances, loadings = variances[::-1], directions.T[::-1]
    kept = (variances > 1e-12)[:components]
    variance_shares = (variances / variances.sum())[:components][kept]
    loadings = loadings[:components][kept]
    largest = np.abs(np.round(loadings, 9)).argmax(axis=1)
    signs = np.sign(loadings[np.arange(len(loadings)), largest])
    rows = pd.DataFrame((loadings * signs[:, None]).T, columns=range(1, len(signs) + 1))
    rows = rows.assign(category=base.index, base_share=base.to_numpy())
    rows["center"] = shares.mean().to_numpy()
    rows = rows.melt(
        ["category", "base_share", "center"], var_name="component", value_name="loading"
    )
    rows["variance_share"] = np.repeat(variance_shares, len(base))
    return rows[list(COLUMNS)].astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    categories = dbt.ref("int_segments__customer_categories").project(
        "customer_id, category, cast(sale_line_count as double) as sale_line_count"
    )
    # the customers whose ids hash lowest
    drawn = categories.aggregate("customer_id", "customer_id")
    drawn = drawn.order("md5(customer_id), customer_id").limit(settings["sample_size"])
    return fit_preferences(
        categories.join(drawn.set_alias("drawn"), "customer_id").df(),
        components=settings["components"],
        evidence=float(settings["evidence"]),
    )
