"""Fit how each clustering feature is filled, limited, centred, scaled and weighted."""

import numpy as np
import pandas as pd

COLUMNS = {
    "feature": "str",
    "family": "str",
    "transform": "str",
    "missing_value": "float64",
    "lower_limit": "float64",
    "upper_limit": "float64",
    "center": "float64",
    "scale": "float64",
    "weight": "float64",
    "missing_share": "float64",
    "is_used": "bool",
    "reason": "str",
}
DIGITS = 12


def fit_feature(values: np.ndarray, *, winsor_share: float) -> dict:
    """Fit one transformed feature.

    values: shape (customers,), NaN where the customer has none.
    winsor_share: share of values cut at each end, 0 to 0.2.
    Returns the median that fills gaps, the limits, and the mean and population
    standard deviation of the filled and limited values, as scikit-learn's
    StandardScaler fits them.
    """
    known = values[np.isfinite(values)]
    missing_share = 1 - len(known) / len(values)
    if len(known) == 0:
        return {
            "missing_share": 1.0,
            "is_used": False,
            "reason": "no customer has a value",
        }
    median = round(float(np.median(known)), DIGITS)
    lower, upper = np.quantile(known, [winsor_share, 1 - winsor_share])
    if lower == upper:
        lower, upper = known.min(), known.max()
    lower, upper = round(float(lower), DIGITS), round(float(upper), DIGITS)
    filled = np.clip(np.where(np.isfinite(values), values, median), lower, upper)
    scale = float(filled.std())
    fitted = {
        "missing_value": median,
        "lower_limit": lower,
        "upper_limit": upper,
        "center": round(float(filled.mean()), DIGITS),
        "scale": round(scale, DIGITS),
        "missing_share": round(missing_share, DIGITS),
    }
    if scale < 1e-9:
        return fitted | {
            "scale": np.nan,
            "is_used": False,
            "reason": "every customer has the same value",
        }
    return fitted | {"is_used": True, "reason": "varies between customers"}


def fit_transforms(
    sample: pd.DataFrame,
    *,
    features: dict[str, dict],
    family_weights: dict[str, float],
    winsor_share: float,
) -> pd.DataFrame:
    """One row per feature with what SQL needs to scale any customer.

    sample: one row per customer, one transformed column per feature, sorted by key.
    The squared weights of a family's used features add up to the family's weight, so
    a family of many columns has no louder voice than one of a single column.
    """
    rows = []
    for feature in sorted(features):
        values = sample[feature].to_numpy(dtype="float64", na_value=np.nan)
        if len(values) == 0:
            continue
        rows.append(
            {
                "feature": feature,
                "family": features[feature]["family"],
                "transform": features[feature]["transform"],
                "weight": 0.0,
            }
            | fit_feature(values, winsor_share=winsor_share)
        )
    fitted = pd.DataFrame(rows, columns=list(COLUMNS))
    used = fitted["is_used"].fillna(False).astype(bool)
    # a raw feature enters the distances in its own unit
    raw = used & (fitted["transform"] == "raw")
    fitted.loc[raw, ["center", "scale", "weight"]] = [0.0, 1.0, 1.0]
    used &= ~raw
    for family, members in fitted[used].groupby("family").groups.items():
        weight = float(family_weights.get(family, 1.0))
        fitted.loc[members, "weight"] = round((weight / len(members)) ** 0.5, DIGITS)
    return fitted.astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    sample = dbt.ref("int_segments__customer_sample").df()
    sample = sample.sort_values("customer_id", ignore_index=True)
    return fit_transforms(
        sample,
        features=settings["features"],
        family_weights=settings["family_weights"],
        winsor_share=float(settings["winsor_share"]),
    )
