"""dbt-spark with Python models that run in the session of the process itself.

dbt-spark submits Python models to Databricks only, and keeps its catalog in a database
that takes longer to start than a small shop to build. Here the catalog is held in
memory, and a new session finds the tables of earlier ones in the warehouse folder.
Everything else is inherited.
"""

import shutil
from pathlib import Path
from threading import Lock
from urllib.parse import urlparse

from dbt.adapters.base import AdapterPlugin, PythonJobHelper, available
from dbt.adapters.spark import SparkAdapter, SparkCredentials
from dbt.adapters.spark.connections import SparkConnectionManager
from dbt.include import sparklocal
from pyarrow import parquet
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema


class SessionPythonJob(PythonJobHelper):
    """Run the compiled code of a Python model in the current session."""

    def __init__(self, parsed_model: dict, credential: SparkCredentials) -> None:
        self.name = parsed_model["unique_id"]

    def submit(self, compiled_code: str) -> None:
        """Run the code, which writes the table itself."""
        scope = {"spark": SparkSession.builder.getOrCreate(), "__name__": self.name}
        exec(compile(compiled_code, self.name, "exec"), scope)


class SparkLocalCredentials(SparkCredentials):
    """Those of dbt-spark, under another name."""

    @property
    def type(self) -> str:
        """The name of the adapter."""
        return "sparklocal"


def warehouse(spark: SparkSession) -> Path:
    """The folder of the tables."""
    return Path(urlparse(spark.conf.get("spark.sql.warehouse.dir")).path)


class SparkLocalConnectionManager(SparkConnectionManager):
    """Connections to the one session of the process."""

    TYPE = "sparklocal"
    registered = False
    lock = Lock()

    @classmethod
    def open(cls, connection):
        """Open a connection; the first one finds the tables of earlier sessions."""
        connection = super().open(connection)
        with cls.lock:
            if not cls.registered:
                connection.handle.cursor().execute("select 1")
                cls.register_tables(SparkSession.builder.getOrCreate())
                cls.registered = True
        return connection

    @staticmethod
    def register_tables(spark: SparkSession) -> None:
        """Put the tables in the warehouse folder into the catalog."""
        # a folder without a file is of a table that was not written to its end
        files = warehouse(spark).glob("*.db/*/*.parquet")
        for folder, file in {file.parent: file for file in sorted(files)}.items():
            schema = folder.parent.stem
            spark.sql(f"create schema if not exists {schema}")
            spark.catalog.createTable(
                f"{schema}.{folder.name}",
                path=str(folder),
                source="parquet",
                # read here, because Spark would run a job for each table
                schema=from_arrow_schema(parquet.read_schema(file)),
            )


class SparkLocalAdapter(SparkAdapter):
    """dbt-spark's adapter with Python models in the session."""

    ConnectionManager = SparkLocalConnectionManager

    def drop_relation(self, relation) -> None:
        """Drop a table with its files."""
        super().drop_relation(relation)
        # the files of a table that an earlier session wrote are not Spark's to delete
        folder = warehouse(SparkSession.builder.getOrCreate())
        shutil.rmtree(
            folder / f"{relation.schema}.db" / relation.identifier, ignore_errors=True
        )

    @available
    def write_empty(self, relation) -> None:
        """Give a table without rows a file, which tells a later session its columns."""
        spark = SparkSession.builder.getOrCreate()
        folder = warehouse(spark) / f"{relation.schema}.db" / relation.identifier
        rows = spark.table(str(relation)).toArrow()
        parquet.write_table(rows, folder / "no_rows.parquet")

    @property
    def default_python_submission_method(self) -> str:
        """Where Python models run."""
        return "session"

    @property
    def python_submission_helpers(self) -> dict:
        """How Python models are run, by where."""
        return {"session": SessionPythonJob}


Plugin = AdapterPlugin(
    adapter=SparkLocalAdapter,
    credentials=SparkLocalCredentials,
    include_path=sparklocal.PACKAGE_PATH,
    dependencies=["spark"],
)
