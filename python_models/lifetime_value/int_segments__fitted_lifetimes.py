"""Fit the parameters of BG/NBD and Gamma-Gamma; SQL predicts."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.optimize import minimize
from scipy.special import betaln, gammaln
from threadpoolctl import threadpool_limits

COLUMNS = {
    "window_number": "int64",
    "as_of_date": "datetime64[us]",
    "customer_count": "int64",
    "repeat_customer_count": "int64",
    "order_shape": "float64",
    "order_scale": "float64",
    "leaving_alpha": "float64",
    "leaving_beta": "float64",
    "spend_shape": "float64",
    "customer_shape": "float64",
    "customer_scale": "float64",
}
PARAMETERS = list(COLUMNS)[4:]
# fewer do not determine four parameters; the back-test decides whether they help
FEWEST_REPEATERS = 30
# beyond it all leave alike, and the series in SQL converges too slowly
LARGEST_A = 3
DIGITS = 9


def maximise(log_likelihood, start: list, highest: list) -> np.ndarray | None:
    """The positive parameters with the highest likelihood; None if none is found."""
    found = minimize(
        lambda logs: -log_likelihood(*np.exp(logs)),
        np.log(start),
        method="L-BFGS-B",
        bounds=[(-8, np.log(limit)) for limit in highest],
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500},
    )
    return np.exp(found.x) if np.isfinite(found.fun) else None


def fit_orders(repeats, last, age) -> np.ndarray | None:
    """r, alpha, a and b of BG/NBD (Fader, Hardie and Lee 2005).

    repeats: orders after the first; last: time from the first to the last order; age:
    time from the first order to now. Equal customers are grouped.
    """
    unit = max(float(np.max(age)), 1e-9) / 10
    cells, counts = np.unique(
        np.column_stack([repeats, last, age]).astype("float64"),
        axis=0,
        return_counts=True,
    )
    x, last, age = cells[:, 0], cells[:, 1] / unit, cells[:, 2] / unit
    each_x, x_index = np.unique(x, return_inverse=True)

    def log_likelihood(r, alpha, a, b):
        stayed = -(r + x) * np.log(alpha + age)
        left = (
            np.log(a)
            - np.log(b + np.maximum(x, 1) - 1)
            - (r + x) * np.log(alpha + last)
        )
        of_x = gammaln(r + each_x) + betaln(a, b + each_x)
        same = r * np.log(alpha) - gammaln(r) - betaln(a, b)
        either = np.logaddexp(stayed, np.where(x > 0, left, -np.inf))
        return float((counts * (of_x[x_index] + either)).sum() / counts.sum() + same)

    found = maximise(log_likelihood, [1, 1, 1, 2], [1e3, 1e3, LARGEST_A, 1e3])
    return None if found is None else found * [1, unit, 1, 1]


def fit_spend(orders, mean_value) -> np.ndarray | None:
    """p, q and v of Gamma-Gamma (Fader and Hardie 2013); with q above 1.

    orders: their number; mean_value: their mean, above 0.
    """
    unit = float(np.mean(mean_value))
    n, m = np.asarray(orders, "float64"), np.asarray(mean_value, "float64") / unit
    each_n, n_index = np.unique(n, return_inverse=True)
    log_m = np.log(m)

    def log_likelihood(p, q_less_1, v):
        q = 1 + q_less_1
        of_n = (
            gammaln(p * each_n + q) - gammaln(p * each_n) + p * each_n * np.log(each_n)
        )
        of_m = (p * n - 1) * log_m - (p * n + q) * np.log(v + n * m)
        return float((of_n[n_index] + of_m).mean() + q * np.log(v) - gammaln(q))

    found = maximise(log_likelihood, [1, 1, 1], [1e3, 1e3, 1e3])
    return None if found is None else found * [1, 1, unit] + [0, 1, 0]


def fit_lifetimes(summaries: pd.DataFrame) -> pd.DataFrame:
    """One row per prediction date; null for too few customers.

    summaries: one row per date and customer in a fixed order, with window_number,
    as_of_date, repeat_count, active_span_days, age_days, order_day_count, order_value.
    """
    rows = []
    for window, customers in summaries.groupby("window_number", sort=True):
        repeaters = int((customers["repeat_count"] > 0).sum())
        parameters = [None] * len(PARAMETERS)
        spenders = customers[customers["order_value"] > 0]
        if repeaters >= FEWEST_REPEATERS and len(spenders):
            orders = fit_orders(
                *(
                    customers[c]
                    for c in ("repeat_count", "active_span_days", "age_days")
                )
            )
            spend = fit_spend(spenders["order_day_count"], spenders["order_value"])
            if orders is not None and spend is not None:
                # at exactly 1 the expectation is a limit without a closed form
                if abs(orders[2] - 1) < 1e-6:
                    orders[2] = 1 + 1e-6
                parameters = [*orders, *spend]
        date = customers["as_of_date"].iloc[0]
        rows.append((window, date, len(customers), repeaters, *parameters))
    fitted = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return fitted.round(dict.fromkeys(PARAMETERS, DIGITS))


def model(dbt, session):
    # matrices of four parameters: a second thread would only wait
    threadpool_limits(1)
    summaries = dbt.ref("int_segments__lifetime_summaries").filter("is_in_sample").df()
    order = ["window_number", "customer_id"]
    return fit_lifetimes(summaries.sort_values(order, ignore_index=True))
