"""Fit EASE: linear weights from product to product, in closed form."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.linalg import LinAlgError
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

COLUMNS = {
    "is_current": "bool",
    "product_number": "int64",
    "neighbour_number": "int64",
    "weight": "float64",
}
DIGITS = 9


def fit_ease(gram: np.ndarray, penalty: float) -> np.ndarray:
    """EASE (Steck 2019): the weights that foretell each product from all others.

    gram: customers in common, shape (products, products), each product's own customers
    on the diagonal; penalty: above 0. The diagonal of the weights is 0.
    """
    ridge = gram + penalty * np.eye(len(gram))
    lower, failed = dpotrf(ridge, lower=1, overwrite_a=1)
    if failed:
        raise LinAlgError("the Gram matrix is not positive definite")
    inverse, _ = dpotri(lower, lower=1, overwrite_c=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def strongest(weights: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the largest positive weights of every row, at most count."""
    weights = np.round(weights, DIGITS)
    order = np.argsort(-weights, axis=1, kind="stable")[:, :count]
    rows = np.repeat(np.arange(len(weights)), order.shape[1])
    kept = weights[rows, order.ravel()] > 0
    return rows[kept], order.ravel()[kept]


def weigh_products(
    purchases: pd.DataFrame, *, share: float, neighbours: int
) -> pd.DataFrame:
    """One row per date, product and neighbour: the weight, times the neighbour's trend.

    purchases: one row per is_current, customer_number and product_number, with the
    trend of the product. share: the penalty, as a share of the customers.
    """
    frames = []
    for is_current, rows in purchases.groupby("is_current", sort=True):
        customers, user = np.unique(rows["customer_number"], return_inverse=True)
        products, first, item = np.unique(
            rows["product_number"], return_index=True, return_inverse=True
        )
        bought = csr_matrix((np.ones(len(rows)), (user, item)))
        gram = (bought.T @ bought).toarray()
        trend = rows["trend"].to_numpy(dtype="float64")[first]
        weights = fit_ease(gram, share * len(customers)) * trend
        row, column = strongest(weights, neighbours)
        frames.append(
            pd.DataFrame(
                {
                    "is_current": is_current,
                    "product_number": products[row],
                    "neighbour_number": products[column],
                    "weight": weights[row, column].round(DIGITS),
                }
            )
        )
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return found.reindex(columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    return weigh_products(
        dbt.ref("int_segments__linear_purchases").df(),
        share=settings["penalty_share"],
        neighbours=settings["neighbours"],
    )
