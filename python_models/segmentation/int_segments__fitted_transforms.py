"""Fit the transform, imputation, limits, scale and weight of each feature."""

import math

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.preprocessing import PowerTransformer

COLUMNS = {
    "feature": "str",
    "family": "str",
    "transform": "str",
    "scaling": "str",
    "shape": "float64",
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
# fewer customers correlate by chance
CORRELATION_CUSTOMERS = 30


def yeo_johnson_exponent(values: np.ndarray) -> float:
    """The exponent of the greatest likelihood, as scikit-learn's PowerTransformer fits.

    values: finite and not all equal. Exponents within a millionth of 0 or 2 are set to
    0 or 2, where the transform is a logarithm, so that SQL loses no digits.
    """
    fitted = PowerTransformer(method="yeo-johnson", standardize=False)
    exponent = float(fitted.fit(values[:, None]).lambdas_[0])
    return next(
        (whole for whole in (0.0, 2.0) if abs(exponent - whole) < 1e-6), exponent
    )


def yeo_johnson(values: np.ndarray, exponent: float) -> np.ndarray:
    """Yeo and Johnson's power transform (2000); NaN stays NaN."""

    def power(size, by):
        return np.log1p(size) if by == 0 else np.expm1(by * np.log1p(size)) / by

    above = power(np.clip(values, 0, None), exponent)
    return np.where(values < 0, -power(np.clip(-values, 0, None), 2 - exponent), above)


def center_and_scale(values: np.ndarray, scaling: str) -> tuple[float, float]:
    """Centre and scale, as scikit-learn's scalers fit them.

    values: shape (customers,), finite, sorted by customer. Sums are exact, so they are
    the same on every machine. If half of the customers share a value, a robust
    scale would be 0 and the standard deviation is used.
    """
    lowest, lower, median, upper, highest = np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((values - mean) ** 2) / len(values))
    robust = upper - lower if upper > lower else deviation
    return {
        "standard": (mean, deviation),
        "minmax": (float(lowest), float(highest - lowest)),
        "robust": (float(median), float(robust)),
        "none": (0.0, 1.0 if highest > lowest else 0.0),
    }[scaling]


def fit_feature(values: np.ndarray, *, scaling: str, winsor_share: float) -> dict:
    """Fit one transformed feature.

    values: shape (customers,), NaN if missing.
    scaling: {'standard', 'minmax', 'robust', 'none'}.
    winsor_share: share of values cut at each end, 0 to 0.2.
    Returns the median that fills gaps, the limits, and the centre and scale of the
    filled and limited values.
    """
    known = values[np.isfinite(values)]
    missing_share = 1 - len(known) / len(values)
    if len(known) == 0:
        return {"missing_share": 1.0, "reason": "no customer has a value"}
    median = float(np.median(known))
    lower, upper = np.quantile(known, [winsor_share, 1 - winsor_share])
    if lower == upper:
        lower, upper = known.min(), known.max()
    filled = np.clip(np.where(np.isfinite(values), values, median), lower, upper)
    center, scale = center_and_scale(filled, scaling)
    fitted = {
        "missing_value": median,
        "lower_limit": float(lower),
        "upper_limit": float(upper),
        "center": center,
        "scale": scale,
        "missing_share": round(missing_share, DIGITS),
    }
    if scale < 1e-9:
        reason = "every customer has the same value"
        if known.min() < known.max():
            reason = "almost constant"
        return fitted | {"scale": np.nan, "reason": reason}
    return fitted | {"reason": ""}


def reasons_to_leave_out(
    sample: pd.DataFrame,
    fitted: pd.DataFrame,
    *,
    largest_missing_share: float,
    largest_correlation: float,
    known_from: dict[str, str],
    as_of_date: str,
) -> list[str]:
    """Why a feature is left out, in the order of the rows of fitted; '' if it is used.

    A feature is left out if it leaks from after the as-of date, is missing too
    often, is constant, or nearly duplicates, by Spearman's correlation, one that
    segments_clustering_features names before it.
    """
    correlations = sample.corr(
        method="spearman", min_periods=CORRELATION_CUSTOMERS
    ).abs()
    reasons, kept = [], []
    for feature, row in fitted.set_index("feature").iterrows():
        reason = row["reason"]
        copied = [
            each
            for each in kept
            if correlations.loc[each, feature] > largest_correlation
        ]
        if known_from.get(feature, "") > as_of_date:
            reason = f"known from {known_from[feature]} only, after the as-of date"
        elif row["missing_share"] > largest_missing_share and not reason:
            share = round(100 * row["missing_share"])
            reason = f"{share} % of the customers have no value"
        elif copied and not reason:
            rho = correlations.loc[copied[0], feature]
            reason = f"nearly equal to {copied[0]}: rank correlation {rho:.2f}"
        if not reason:
            kept.append(feature)
        reasons.append(reason)
    return reasons


def fit_transforms(
    sample: pd.DataFrame,
    *,
    features: dict[str, dict],
    family_weights: dict[str, float],
    winsor_share: float,
    largest_missing_share: float = 1.0,
    largest_correlation: float = 1.0,
    known_from: dict[str, str] | None = None,
    as_of_date: str = "",
) -> pd.DataFrame:
    """One row per feature with the values that SQL needs to scale customers.

    sample: one row per customer, one column per feature, sorted by key; transformed but
    for Yeo-Johnson, whose exponent is fitted here. features: in the order in which
    duplicates are left out, each with family, transform and scaling, winsor_share if
    they are not the defaults. known_from: the date from which a feature's
    attribute is known, as ISO text.
    The squared weights of a family's used features add up to the family's weight, so
    a family of many columns does not weigh more than one of a single column.
    """
    rows = []
    for feature, setting in features.items():
        values = sample[feature].to_numpy(dtype="float64", na_value=np.nan)
        if len(values) == 0:
            continue
        transform, shape = setting["transform"], np.nan
        known = values[np.isfinite(values)]
        if transform == "yeo_johnson" and len(np.unique(known)) > 1:
            shape = yeo_johnson_exponent(known)
            values = yeo_johnson(values, shape)
        scaling = "none" if transform == "raw" else setting.get("scaling", "standard")
        share = setting.get("winsor_share", winsor_share)
        rows.append(
            {"feature": feature, "family": setting["family"], "transform": transform}
            | {"scaling": scaling, "shape": shape, "weight": 0.0}
            | fit_feature(values, scaling=scaling, winsor_share=float(share))
        )
    fitted = pd.DataFrame(rows, columns=list(COLUMNS))
    fitted["reason"] = reasons_to_leave_out(
        sample[list(features)].astype("float64"),
        fitted,
        largest_missing_share=largest_missing_share,
        largest_correlation=largest_correlation,
        known_from=known_from or {},
        as_of_date=as_of_date,
    )
    used = fitted["reason"] == ""
    fitted["is_used"] = used
    fitted.loc[used, "reason"] = "varies between customers"
    # raw features enter distances in their own unit
    raw = used & (fitted["transform"] == "raw")
    fitted.loc[raw, "weight"] = 1.0
    for family, members in fitted[used & ~raw].groupby("family").groups.items():
        weight = float(family_weights.get(family, 1.0))
        fitted.loc[members, "weight"] = round((weight / len(members)) ** 0.5, DIGITS)
    return fitted.sort_values("feature", ignore_index=True).astype(COLUMNS)


def earlier_transforms(
    parameters: pd.DataFrame, version: int, features: list[str]
) -> pd.DataFrame:
    """The rows of an earlier version.

    parameters: the published segments__model_parameters. Raises ValueError if
    the version is missing, or was fitted to other features.
    """
    scaling = parameters[parameters["part"] == "scaling"]
    held = sorted(scaling["model_version"].unique().tolist())
    if version not in held:
        raise ValueError(
            f"segments_model_version is {version}, but segments_previous_schema "
            f"holds {held}; set it to one of these, or to null."
        )
    rows = scaling[scaling["model_version"] == version]
    if set(rows["feature"]) != set(features):
        raise ValueError(
            f"segments_model_version is {version}, which was fitted to "
            f"{', '.join(sorted(set(rows['feature'])))}; set "
            "segments_clustering_features to these, or the version to null."
        )
    ranked = rows["text_value"] == "rank_gauss"
    if ranked.any() or rows["feature"].str.fullmatch(r"preference_\d+").any():
        raise ValueError(
            f"segments_model_version is {version}, which was fitted with the transform "
            "rank_gauss or with preference components, whose fitted rows are not kept; "
            "set it to null, or to another version."
        )
    found = pd.DataFrame({"feature": sorted(set(rows["feature"]))})
    for column, kind in list(COLUMNS.items())[1:]:
        values = rows[rows["parameter"] == column].set_index("feature")
        values = values["text_value" if kind == "str" else "value"]
        found[column] = values.reindex(found["feature"]).to_numpy()
    return found.astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    parameters = dbt.ref("stg_segments__previous_parameters").df()
    if settings["model_version"] is not None:
        return earlier_transforms(
            parameters, settings["model_version"], list(settings["features"])
        )
    sample = dbt.ref("int_segments__customer_sample").df()
    sample = sample.sort_values("customer_id", ignore_index=True)
    today = dbt.ref("int_segments__as_of_dates").filter("is_current").df()
    attributes = settings["attributes"] or {}
    return fit_transforms(
        sample,
        features=settings["features"],
        family_weights=settings["family_weights"],
        winsor_share=float(settings["winsor_share"]),
        largest_missing_share=float(settings["largest_missing_share"]),
        largest_correlation=float(settings["largest_correlation"]),
        known_from={
            feature: str(
                attributes.get(feature.split("__")[0], {}).get("known_from", "")
            )
            for feature in settings["features"]
        },
        as_of_date=str(today["as_of_date"].max())[:10],
    )
