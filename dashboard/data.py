"""Questions to the published file, which is opened read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from dashboard.palette import colors_of, symbols_of

FOUR_WEEKS = timedelta(days=28)
NOBODY = "S00"  # the segment of customers without orders


@dataclass(frozen=True)
class Feature:
    """A feature of customers, as tables and axes call it."""

    name: str
    label: str
    unit: str
    is_in_model: bool


@dataclass
class Shop:
    """A published version: its tables, segments and features."""

    path: Path
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> Shop:
        """Open a published file; no program can write it through this."""
        return cls(path, duckdb.connect(str(path), read_only=True))

    def frame(self, query: str, *values: object) -> pd.DataFrame:
        """The rows of a query; a cursor of its own lets pages run side by side."""
        with self.connection.cursor() as cursor:
            found = cursor.execute(query, list(values)).df()
        texts = found.select_dtypes(["object", "str"])
        # pandas puts NaN, which reads as a word, where a text is missing
        return found.assign(
            **texts.astype(object).where(texts.notna(), None).to_dict("series")
        )

    def has(self, *tables: str) -> bool:
        """Whether tables were published."""
        return set(tables) <= self.tables

    @cached_property
    def tables(self) -> set[str]:
        """The published tables."""
        return set(self.frame("select table_name from duckdb_tables()")["table_name"])

    @cached_property
    def about(self) -> dict:
        """Build, date of measurement and currency."""
        found = self.frame(
            "select distinct build_id, as_of_date, currency from segments__manifest"
        )
        return found.iloc[0].to_dict() if len(found) else {}

    @property
    def currency(self) -> str:
        """The currency of all money; empty where it is not known (XXX in ISO 4217)."""
        return (self.about.get("currency") or "XXX").replace("XXX", "")

    @cached_property
    def profiles(self) -> pd.DataFrame:
        """A row per segment, the richest first; customers without orders last."""
        return self.frame(
            "select * exclude (build_id) from segments__profiles "
            "order by segment_id = ?, segment_id",
            NOBODY,
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each segment by its id, in the order of profiles."""
        return dict(
            zip(
                self.profiles["segment_id"],
                self.profiles["segment_name"],
                strict=True,
            )
        )

    @cached_property
    def colors(self) -> dict[str, str]:
        """The colour of each segment by its name."""
        return colors_of(list(self.names.values()))

    @cached_property
    def symbols(self) -> dict[str, str]:
        """The symbol of each segment by its name."""
        return symbols_of(list(self.names.values()))

    @cached_property
    def features(self) -> dict[str, Feature]:
        """The features by name; those the clusters are made of first."""
        if self.has("segments__feature_summary"):
            query = (
                "select feature, label, unit, is_in_model "
                "from segments__feature_summary order by not is_in_model, label"
            )
        else:
            query = (
                "select distinct feature, label, unit, false as is_in_model "
                "from segments__profile_features order by label"
            )
        return {
            row.feature: Feature(
                row.feature, row.label, row.unit, bool(row.is_in_model)
            )
            for row in self.frame(query).itertuples()
        }

    def label(self, feature: str) -> str:
        """The words for a feature."""
        return self.features[feature].label if feature in self.features else feature

    def countries(self) -> list[str]:
        """The countries of customers."""
        found = self.frame(
            "select country from segments__customers where country is not null "
            "group by country order by count(*) desc, country"
        )
        return list(found["country"])

    def named(self, frame: pd.DataFrame, column: str = "segment_id") -> pd.DataFrame:
        """Rows with the segment's name in place of its id."""
        known = frame.assign(segment=frame[column].map(self.names))
        return known.dropna(subset=["segment"]).drop(columns=column)


def date_before(dates: list) -> object | None:
    """What the first of dates, which come latest first, is compared with.

    A day or two after a month end tell nothing: the latest date four weeks before it,
    or else the one before it.
    """
    earlier = [each for each in dates if dates[0] - each >= FOUR_WEEKS]
    return next(iter([*earlier, *dates[1:]]), None)


def where(conditions: dict[str, object]) -> tuple[str, list]:
    """The conditions of filters that are set, and their values."""
    set_ones = {text: value for text, value in conditions.items() if value}
    if not set_ones:
        return "true", []
    return " and ".join(set_ones), list(set_ones.values())
