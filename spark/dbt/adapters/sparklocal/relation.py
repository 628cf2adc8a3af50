"""Tables as Python models see them: the part of DuckDB's relations that they use."""

import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession


class Relation:
    """A Spark DataFrame with the methods of DuckDB's relations."""

    def __init__(self, frame: DataFrame):
        self.frame = frame

    def filter(self, condition: str) -> "Relation":
        """The rows that meet a condition."""
        return Relation(self.frame.filter(condition))

    def project(self, columns: str) -> "Relation":
        """Columns and expressions."""
        return self._select(columns)

    def aggregate(self, values: str, group: str = "") -> "Relation":
        """Aggregates, by a group."""
        return self._select(values, f"group by {group}" if group else "")

    def order(self, keys: str) -> "Relation":
        """The rows in an order."""
        return self._select("*", f"order by {keys}")

    def limit(self, count: int) -> "Relation":
        """The first rows."""
        return Relation(self.frame.limit(count))

    def set_alias(self, name: str) -> "Relation":
        """The same under a name."""
        return Relation(self.frame.alias(name))

    def join(self, other: "Relation", on: str, how: str = "inner") -> "Relation":
        """The rows joined on columns of the same names."""
        return Relation(self.frame.join(other.frame, on.split(", "), how))

    def df(self) -> pd.DataFrame:
        """The rows as DuckDB gives them: decimals as floats, dates as timestamps."""
        table = self.frame.toArrow()
        types = {
            field.name: pa.float64()
            if pa.types.is_decimal(field.type)
            else pa.timestamp("us")
            if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type)
            else field.type
            for field in table.schema
        }
        return table.cast(pa.schema(list(types.items()))).to_pandas()

    def _select(self, columns: str, rest: str = "") -> "Relation":
        spark = self.frame.sparkSession
        return Relation(
            spark.sql(f"select {columns} from {{frame}} {rest}", frame=self.frame)
        )


def table(spark: SparkSession):
    """How a Python model reads the table of a ref."""
    return lambda name: Relation(spark.table(name))


def write(spark: SparkSession, rows: pd.DataFrame, name: str) -> None:
    """Write what a Python model returned; missing numbers are null."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    frame = spark.createDataFrame(table)
    frame.write.mode("overwrite").format("parquet").saveAsTable(name)
