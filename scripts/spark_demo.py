"""Write the demo shop's raw rows as Parquet, every column as text: Spark reads no CSV.

python scripts/spark_demo.py
"""

from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "spark" / "demo"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "seeds" / "demo").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            names = file.readline().strip().split(",")
        rows = csv.read_csv(
            path,
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        # several files are another way through the project than one
        parts = {"": rows}
        if path.stem == "raw_segments_customers":
            half = rows.num_rows // 2
            parts = {"_1": rows.slice(0, half), "_2": rows.slice(half)}
        for name, part in parts.items():
            parquet.write_table(part, FOLDER / f"{path.stem}{name}.parquet")


if __name__ == "__main__":
    main()
