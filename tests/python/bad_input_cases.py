"""Errors in a file of order lines, and their treatment: data, no tests.

Cases that are accepted, corrected or rejected lie in one folder, a file each, and are
read by one build per set of vars. Every file begins with three good lines of 2.50.
"""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from dbt_builds import transactions
from population_cases import POPULATIONS
from population_cases import TREATMENTS as POPULATION_TREATMENTS

COLUMNS = (
    *("order_id", "customer_id", "product_id", "product_name", "ordered_at"),
    *("quantity", "unit_price", "currency", "country"),
)
GOOD = {
    "customer_id": "C1",
    "product_id": "P1",
    "product_name": "Red mug",
    "ordered_at": "2025-01-15 10:00:00",
    "quantity": "2",
    "unit_price": "1.25",
    "currency": "",
    "country": "UK",
}
GOOD_LINES = 3
GOOD_AMOUNT = Decimal("2.50")  # of each good line
TREATMENTS = {"A": "accepted", "C": "corrected", "Q": "rejected", "F": "refused"}


@dataclass(frozen=True)
class Case:
    """One thing that can be wrong with a file."""

    name: str
    title: str
    treatment: str  # A accepted, C corrected, Q rejected with a reason, F refused
    lines: tuple[dict, ...] = ()  # columns of each further line that are not good
    reasons: tuple[str, ...] = ()  # why lines are rejected, one each
    corrected: str = ""  # the rule that counts the correction
    amount: str = "0"  # money of the further lines that is accepted
    sees: dict = field(default_factory=dict)  # SQL over the further lines: value
    tail: bytes = b""  # bytes after the last line
    turn: object = None  # what is done to the bytes of the whole file
    turned_lines: int = 0  # lines that it adds
    variables: dict = field(default_factory=dict)
    message: tuple[str, ...] = ()  # what the refusal says
    suffix: str = ".csv"
    good_lines: int = GOOD_LINES
    second: Case | None = None  # a file beside it, in the same folder
    pattern: str = ""  # what is asked for, where it is not the file

    def content(self) -> bytes:
        """The bytes of the file."""
        good = [{"order_id": f"N{self.name}-good-{n}"} for n in range(self.good_lines)]
        rows = [
            GOOD | {"order_id": f"N{self.name}-{n}"} | line
            for n, line in enumerate([*good, *self.lines])
        ]
        text = "".join(
            ",".join(quoted(value) for value in values) + "\n"
            for values in [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]
        )
        content = text.encode() + self.tail
        return self.turn(content) if self.turn else content


def quoted(value: str) -> str:
    """A field as a CSV writer writes it."""
    if any(letter in value for letter in ',"\n\r'):
        return '"' + value.replace('"', '""') + '"'
    return value


def one(column: str, value: str, **more: str) -> tuple[dict, ...]:
    """A single further line."""
    return ({column: value} | more,)


def each(column: str, *values: str) -> tuple[dict, ...]:
    """A further line per value."""
    return tuple({column: value} for value in values)


def replaced(old: str, new: str):
    """A change of bytes."""
    return lambda content: content.replace(old.encode(), new.encode())


def reordered(content: bytes) -> bytes:
    """The same rows with the columns from last to first."""
    rows = [line.split(",") for line in content.decode().splitlines()]
    return "".join(",".join(row[::-1]) + "\n" for row in rows).encode()


def widened(content: bytes) -> bytes:
    """The same rows with a column more."""
    return b"".join(
        line + (b",note\n" if n == 0 else b",hello\n")
        for n, line in enumerate(content.splitlines())
    )


def cut_off(content: bytes) -> bytes:
    """The packed rows without the end of the pack."""
    return gzip.compress(content)[:-20]


def cut_off_in_a_large_pack(content: bytes) -> bytes:
    """The rows and many that hardly pack, without the end of the pack."""
    noise = random.Random(1)
    more = b"".join(
        b"L%d,C1,P1,%0200x,2025-01-15,2,1.25,,UK\n" % (n, noise.getrandbits(800))
        for n in range(45_000)
    )
    packed = gzip.compress(content + more, compresslevel=1)
    assert len(packed) > 4_000_000
    return packed[:-20]


def parquet(content: bytes) -> bytes:
    """The same rows as Parquet."""
    with TemporaryDirectory() as folder:
        csv, file = Path(folder) / "lines.csv", Path(folder) / "lines.parquet"
        csv.write_bytes(content)
        duckdb.execute(f"copy (from read_csv('{csv}', all_varchar = true)) to '{file}'")
        return file.read_bytes()


def header_again(content: bytes) -> bytes:
    """The header once more at the end."""
    return content + content.splitlines(keepends=True)[0]


def semicolons(content: bytes) -> bytes:
    """The same rows cut by semicolons."""
    return content.replace(b",", b";")


COMMA = transactions(decimal="comma")
DMY = transactions(dates="dmy")
MDY = transactions(dates="mdy")
LONDON = {"segments_business_timezone": "Europe/London"}
LATIN = transactions(encoding="latin-1")
WIDE = transactions(encoding="utf-16")
POUNDS = {"segments_currency": "GBP"}
KEEP = {"segments_duplicate_lines": "keep"}
NO_ID = ("customer_id_missing",)
DAMAGED = ("customer_id_damaged",)
BAD_DATE = ("ordered_at_unreadable",)
BAD_QUANTITY = ("quantity_unreadable",)
BAD_PRICE = ("unit_price_unreadable",)
OLD_FORM = transactions(dates="dmy")

COLUMNS_OF = "segments_inputs.transactions.columns"

FILES = [
    Case("F02", "a header and no line", "A", good_lines=0),
    Case("F03", "a file of few lines", "A"),
    Case("F04", "a byte-order mark", "A", turn=lambda c: b"\xef\xbb\xbf" + c),
    Case("F07", "semicolons", "A", turn=semicolons),
    Case("F08", "tabs", "A", turn=replaced(",", "\t")),
    Case("F08b", "bars", "A", turn=replaced(",", "|")),
    Case("F10", "Windows line ends", "A", turn=replaced("\n", "\r\n")),
    Case("F12", "old Mac line ends", "A", turn=replaced("\n", "\r")),
    Case(
        *("F13", "a line end inside quotes", "A", one("product_name", "Red\nmug")),
        amount="2.50",
        sees={"max(product_name)": "Red mug"},
    ),
    Case(
        *("F14", "doubled quotes", "A", one("product_name", 'Mug, "red"')),
        amount="2.50",
        sees={"max(product_name)": 'Mug, "red"'},
    ),
    Case(
        *("F15", "a bare quote inside a field", "A"),
        tail=b'F15-9,C1,P1,5" PLATE,2025-01-15,2,1.25,,UK\n',
        amount="2.50",
        sees={"max(product_name)": '5" PLATE'},
    ),
    Case(
        *("F17", "a delimiter too many", "Q"),
        tail=b"F17-9,C1,P1,Red, mug,2025-01-15,2,1.25,,UK\n",
        reasons=("malformed_row",),
    ),
    Case(
        *("F17b", "a delimiter too many between good lines", "Q"),
        turn=lambda c: c.replace(
            b"\n", b"\nF17b-9,C1,P1,Red, mug,2025-01-15,2,1.25,,UK\n", 1
        ),
        turned_lines=1,
        reasons=("malformed_row",),
    ),
    Case(
        *("F17c", "a delimiter too many after 20,500 lines", "Q"),
        tail=b"".join(
            b"F17c-%d,C1,P1,Mug,2025-01-15,1,1.00,,UK\n" % n for n in range(10, 20_510)
        )
        + b"F17c-x,C1,P1,Red, mug,2025-01-15,1,1.00,,UK\n",
        amount="20500.00",
        reasons=("malformed_row",),
    ),
    Case(
        *("F18", "a line too short", "Q"),
        tail=b"F18-9,C1,P1\n",
        reasons=("malformed_row",),
    ),
    Case("F20", "an additional column", "A", turn=widened),
    Case(
        *("F21", "the header in capitals", "A"),
        turn=lambda c: c.split(b"\n", 1)[0].upper() + b"\n" + c.split(b"\n", 1)[1],
    ),
    Case("F22", "another order of columns", "A", turn=reordered),
    Case(
        *("F23", "blanks around the names of the header", "A"),
        turn=replaced("order_id,customer_id", " order_id , customer_id"),
    ),
    Case(
        *("F26", "a repeated header", "Q"),
        turn=header_again,
        turned_lines=1,
        reasons=("repeated_header",),
    ),
    Case(
        *("F27", "a total line", "Q"),
        tail=b"Total,,,,,6,7.50,,\n",
        reasons=("total_row",),
    ),
    Case("F28", "a row of commas", "Q", tail=b",,,,,,,,\n", reasons=("blank_row",)),
    Case("F28b", "blank lines", "A", tail=b"\n\n"),
    Case(
        *("F29", "a NUL byte", "C", one("product_name", "Red\0 mug")),
        amount="2.50",
        corrected="product_name_repaired",
        sees={"max(product_name)": "Red mug"},
    ),
    Case(
        *("F31", "a line of three megabytes", "Q"),
        tail=b"F31-9,C1,P1," + b"x" * 3_000_000 + b",2025-01-15,2,1.25,,UK\n",
        reasons=("malformed_row",),
    ),
    Case("F34", "a sep= line", "A", turn=lambda c: b"sep=;\n" + semicolons(c)),
    Case("F30c", "a packed file", "A", turn=gzip.compress, suffix=".csv.gz"),
    Case(
        *("F33", "a second file with a column more", "A"),
        second=Case("F33-2", "", "A", turn=widened),
    ),
    Case(
        *("F33c", "a second file with its columns in another order", "A"),
        second=Case("F33c-2", "", "A", turn=reordered),
    ),
    Case(
        *("F33d", "a second file that is the first", "Q"),
        second=Case("F33d", "", "Q"),
        reasons=("duplicate_file",) * GOOD_LINES,
    ),
    Case(
        "F06b", "latin-1, declared", "C", turn=replaced("Red", "Rød"), variables=LATIN
    ),
    Case(
        *("F06c", "cp1252 with euros and dashes, declared", "C"),
        one("unit_price", "€1.25", product_name="Mug \u2013 blue"),
        amount="2.50",
        turn=lambda c: c.decode().encode("cp1252"),
        sees={"max(product_name)": "Red mug", "min(product_name)": "Mug \u2013 blue"},
        corrected="number_repaired",
        variables=transactions(encoding="cp1252"),
    ),
    Case(
        *("F05b", "UTF-16, declared", "A"),
        turn=lambda c: c.decode().encode("utf-16"),
        variables=WIDE,
    ),
]

REFUSED_FILES = [
    Case("F01", "no bytes", "F", turn=lambda c: b"", message=("is empty", "line 1")),
    Case(
        *("F05", "UTF-16, undeclared", "F"),
        turn=lambda c: c.decode().encode("utf-16"),
        message=("UTF-16", "segments_inputs.transactions.encoding"),
    ),
    Case(
        *("F06", "latin-1, undeclared", "F"),
        turn=lambda c: c.replace(b"Red", b"R\xf8d"),
        message=("not UTF-8 text (line 2)", "segments_inputs.transactions.encoding"),
    ),
    Case(
        *("F11", "Windows and Unix line ends mixed", "F"),
        turn=lambda c: c.replace(b"\n", b"\r\n", 2),
        message=("mixes Windows and Unix line ends (row 3", "save it again"),
    ),
    Case(
        *("F11b", "Windows and Unix line ends mixed in a packed file", "F"),
        turn=lambda c: gzip.compress(c.replace(b"\n", b"\r\n", 2)),
        suffix=".csv.gz",
        message=("mixes Windows and Unix line ends", "save it again"),
    ),
    Case(
        *("F11c", "Windows and Unix line ends mixed in latin-1", "F"),
        turn=lambda c: c.replace(b"\n", b"\r\n", 2),
        variables=LATIN,
        message=("mixes Windows and Unix line ends", "save it again"),
    ),
    Case(
        *("F16", "a quote never closed", "F"),
        tail=b'F16-9,C1,P1,"Red mug,2025-01-15,2,1.25,,UK\n',
        message=("line 5", "a quote is opened and not closed", "export the file again"),
    ),
    Case(
        *("F19", "a column missing", "F"),
        turn=lambda c: b"".join(
            b",".join([*line.split(b",")[:5], *line.split(b",")[6:]]) + b"\n"
            for line in c.splitlines()
        ),
        message=("Column 'quantity'", "line 1", "segments_inputs.transactions.columns"),
    ),
    Case(
        *("F21b", "a column renamed", "F"),
        turn=replaced("quantity", "Qty ordered"),
        message=(
            "Column 'quantity'",
            "segments_inputs.transactions.columns: {quantity:",
        ),
    ),
    Case(
        *("F24", "one name twice in the header", "F"),
        turn=replaced("currency", "quantity"),
        message=("line 1", "'quantity' stands twice", "rename one of them"),
    ),
    Case(
        *("F25", "no header", "F"),
        turn=lambda c: c.split(b"\n", 1)[1],
        message=("Column 'order_id'", "line 1 must be the header"),
    ),
    Case(
        *("F30", "plain text named .gz", "F"),
        suffix=".csv.gz",
        message=("is not packed", "take .gz off its name"),
    ),
    Case(
        "F30d",
        "a packed file that is cut off",
        "F",
        turn=cut_off,
        suffix=".csv.gz",
        message=("is packed but cut off", "send it again"),
    ),
    Case(
        *("F30e", "a large packed file that is cut off", "F"),
        turn=cut_off_in_a_large_pack,
        suffix=".csv.gz",
        message=("is packed but cut off", "send it again"),
    ),
    Case(
        "F30b",
        "packed text named .csv",
        "F",
        turn=gzip.compress,
        message=("is packed", "end its name in .csv.gz"),
    ),
    Case(
        *("F32", "a missing file", "F"),
        pattern="F31.csv",
        message=("which matches no file", "perhaps"),
    ),
    Case(
        *("F32b", "a pattern without matches", "F"),
        pattern="orders-*.csv",
        message=("which matches no file", "set it to a file that exists"),
    ),
    Case(
        *("F33b", "a second file with a column renamed", "F"),
        second=Case("F33b-2", "", "F", turn=replaced(",country", ",land")),
        pattern="*.csv",
        message=(
            "line 1",
            "do not have the same columns (country",
            "export them alike",
        ),
    ),
    Case(
        *("F33e", "a second file of no bytes", "F"),
        second=Case("F33e-2", "", "F", turn=lambda c: b""),
        pattern="*.csv",
        message=("F33e-2.csv is empty", "export it again"),
    ),
    Case(
        *("F35", "a title above the header", "F"),
        turn=lambda c: b"Orders of 2025\n" + c,
        message=("Column 'order_id'", "line 1", "delete what stands above the header"),
    ),
    Case(
        *("F36", "cut off in its last line", "F"),
        tail=b"F36-9,C1,P1,Red",
        message=("ends in the middle of its last line", "line 5: 4 of 9 columns"),
    ),
    Case(
        *("F37", "a workbook named .csv", "F"),
        turn=lambda c: b"PK\x03\x04" + c,
        message=("Excel workbook", "save the sheet as CSV UTF-8"),
    ),
    Case(
        *("F37b", "a web page named .csv", "F"),
        turn=lambda c: b"<html><body>Sign in</body></html>\n",
        message=("web page", "look whether the download failed"),
    ),
    Case(
        "F37c",
        "nothing but NUL bytes",
        "F",
        turn=lambda c: b"\0" * 900,
        message=("no text", "export it again"),
    ),
    Case(
        *("F37d", "NUL bytes after the last line", "F"),
        tail=b"\0" * 900,
        message=("ends in the middle of its last line", "export it again"),
    ),
    Case(
        *("F38", "a Parquet file that is cut off", "F"),
        turn=lambda c: parquet(c)[:-9],
        suffix=".parquet",
        message=("is cut off or damaged", "send it again"),
    ),
    Case(
        *("F38b", "CSV named .parquet", "F"),
        suffix=".parquet",
        message=("does not begin with PAR1", "export it again as Parquet"),
    ),
    Case(
        *("F38c", "a packed Parquet file", "F"),
        turn=lambda c: gzip.compress(parquet(c)),
        suffix=".parquet",
        message=("is packed (gzip)", "unpack it"),
    ),
    Case(
        *("F38d", "a Parquet file of no bytes", "F"),
        turn=lambda c: b"",
        suffix=".parquet",
        message=("is empty", "export it again"),
    ),
    Case(
        *("F38e", "a Parquet file without a column", "F"),
        turn=lambda c: parquet(c.replace(b"quantity", b"Qty ordered")),
        suffix=".parquet",
        message=(
            "Column 'quantity'",
            "segments_inputs.transactions.columns: {quantity:",
        ),
    ),
    Case(
        *("D02", "days and months in both orders", "F"),
        each("ordered_at", "15/01/2025", "01/15/2025"),
        turn=replaced("2025-01-15 10:00:00", "14/01/2025"),
        variables=OLD_FORM,
        message=("row 6, column ordered_at", "another order of day and month"),
    ),
    Case(
        *("D03", "a date format that is not declared", "F"),
        turn=replaced("2025-01-15 10:00:00", "01/02/2025"),
        message=(
            "row 2, column ordered_at",
            "segments_inputs.transactions.dates",
            "99/99/9999",
        ),
    ),
]

CUSTOMERS = [
    Case("C01", "no customer", "Q", one("customer_id", ""), NO_ID),
    Case("C02", "blanks for a customer", "Q", one("customer_id", "   "), NO_ID),
    Case(
        *("C03", "ids as a spreadsheet's numbers", "C", one("customer_id", "12350.0")),
        amount="2.50",
        corrected="customer_id_repaired",
        sees={"max(customer_id)": "12350"},
    ),
    Case(
        *("C03b", "one id as a spreadsheet's number among others", "C"),
        each("customer_id", "12350", "12350.0"),
        amount="5.00",
        corrected="customer_id_repaired",
        sees={"count(distinct customer_id)": 1},
    ),
    Case(
        *(
            "C04",
            "an id in powers of ten",
            "Q",
            one("customer_id", "1.235E+04"),
            DAMAGED,
        ),
    ),
    Case(
        *("C05", "leading zeros", "A", one("customer_id", "0012350")),
        amount="2.50",
        sees={"max(customer_id)": "0012350"},
    ),
    *(
        Case(
            f"C06{letter}",
            f"'{word}' for nothing",
            "Q",
            one("customer_id", word),
            NO_ID,
        )
        for letter, word in zip(
            "abcde", ("NULL", "N/A", "nan", "None", "-"), strict=True
        )
    ),
    Case(
        *("C07", "blanks around an id", "C", each("customer_id", "C1 ", "C1\u00a0")),
        amount="5.00",
        corrected="customer_id_repaired",
        sees={"count(distinct customer_id)": 1},
    ),
    Case(
        *("C08", "zero or below", "Q", each("customer_id", "0", "-5"), DAMAGED * 2),
    ),
    Case(
        *("C09", "an id beyond 64 bits", "A", one("customer_id", "9" * 41)),
        amount="2.50",
        sees={"max(customer_id)": "9" * 41},
    ),
    Case(
        *("C10", "letters in an id", "A", one("customer_id", "ab-12")),
        amount="2.50",
        sees={"max(customer_id)": "ab-12"},
    ),
    Case(
        *(
            "C11",
            "full-width digits",
            "C",
            one("customer_id", "\uff11\uff12\uff13\uff15\uff10"),
        ),
        amount="2.50",
        corrected="customer_id_repaired",
        sees={"max(customer_id)": "12350"},
    ),
    Case("C12", "an id in hexadecimal", "Q", one("customer_id", "0x1F"), DAMAGED),
    Case(
        *("C13", "hexadecimal digits that look like a power of ten", "A"),
        one("customer_id", "52e81907"),
        amount="2.50",
        sees={"min(customer_id)": "52e81907"},
    ),
]

PRODUCTS = [
    Case(
        *("P01", "leading zeros of a code", "A", one("product_id", "00123")),
        amount="2.50",
        sees={"max(product_id)": "00123"},
    ),
    Case(
        *("P02", "a letter code after 20,500 numbers", "A"),
        tail=b"".join(
            b"P02-%d,C1,%d,Mug,2025-01-15,1,1.00,,UK\n" % (n, 10000 + n)
            for n in range(10, 20_510)
        )
        + b"P02-x,C1,85123A,Mug,2025-01-15,1,1.00,,UK\n",
        amount="20501.00",
        sees={"count(*) filter (product_id = '85123A')": 1},
    ),
    Case(
        *("P03", "codes that are no products", "A"),
        each("product_id", "POST", "D", "M", "BANK CHARGES", "TEST001"),
        amount="12.50",
    ),
    Case(
        *("P04", "one code with several names", "A"),
        each("product_name", "Red mug", "Blue mug"),
        amount="5.00",
    ),
    Case("P05", "no name", "A", each("product_name", "", "?"), amount="5.00"),
    Case("P06", "an emoji", "A", one("product_name", "Mug ☕"), amount="2.50"),
    Case(
        *("P07", "SQL in a name", "A"),
        one("product_name", "'; drop table customers; --"),
        amount="2.50",
        sees={"max(product_name)": "'; drop table customers; --"},
    ),
    Case(
        *("P08", "formulas in names, made harmless by make export", "A"),
        each("product_name", "=cmd|'/c calc'!A1", "+1", "-1", "@x"),
        amount="10.00",
        sees={"min(product_name)": "+1"},
    ),
    Case(
        *("P09", "markup in a name", "A", one("product_name", "<script>x</script>")),
        amount="2.50",
    ),
    Case(
        "P10", "10,000 letters", "A", one("product_name", "x" * 10_000), amount="2.50"
    ),
    Case(
        *("P11", "runs of blanks", "C", one("product_name", "Red   mug")),
        amount="2.50",
        corrected="product_name_repaired",
        sees={"max(product_name)": "Red mug"},
    ),
    Case(
        *("P12", "decomposed letters", "C", one("product_name", "Cafe\u0301")),
        amount="2.50",
        corrected="product_name_repaired",
        sees={"max(product_name)": "Caf\u00e9"},
    ),
    Case(
        *(
            "P13",
            "invisible characters",
            "C",
            one("product_name", "Red\u200b \u202emug\u0007"),
        ),
        amount="2.50",
        corrected="product_name_repaired",
        sees={"max(product_name)": "Red mug"},
    ),
    Case(
        *(
            "P14",
            "a template in a name",
            "A",
            one("product_name", "{{ env_var('HOME') }}"),
        ),
        amount="2.50",
        sees={"max(product_name)": "{{ env_var('HOME') }}"},
    ),
    Case(
        *("P15", "UTF-8 read as cp1252", "C", one("product_name", "CafÃ©")),
        amount="2.50",
        corrected="product_name_repaired",
        sees={"max(product_name)": "Café"},
    ),
    Case(
        *(
            "P16",
            "small letters and blanks in a code",
            "C",
            one("product_id", "85123a "),
        ),
        amount="2.50",
        corrected="product_id_repaired",
        sees={"max(product_id)": "85123A"},
    ),
]

QUANTITIES = [
    Case(
        *("Q01", "minus on a cancelled order", "A"),
        one("quantity", "-1", order_id="CQ01"),
        amount="-1.25",
    ),
    Case(
        "Q02", "minus on an ordinary order", "A", one("quantity", "-1"), amount="-1.25"
    ),
    Case("Q03", "none", "Q", one("quantity", "0"), ("quantity_zero",)),
    Case(
        *("Q04", "80,995 pieces, cancelled minutes later", "A"),
        (
            {"quantity": "80995"},
            {
                "quantity": "-80995",
                "order_id": "CQ04",
                "ordered_at": "2025-01-15 10:12:00",
            },
        ),
    ),
    Case("Q05", "a piece and a half", "A", one("quantity", "1.5"), amount="1.8750"),
    Case(
        *("Q06", "thousands in groups", "C", one("quantity", "1,000")),
        amount="1250.00",
        corrected="number_repaired",
    ),
    Case("Q07", "NaN, infinity", "Q", each("quantity", "NaN", "inf"), BAD_QUANTITY * 2),
    Case("Q08", "a word", "Q", one("quantity", "two"), BAD_QUANTITY),
    Case(
        *("Q09", "three thousand million, and beyond 64 bits", "Q"),
        each("quantity", "3000000000", "99999999999999999999"),
        ("quantity_out_of_range",) * 2,
    ),
    Case(
        *("Q10", "programming notations of numbers", "Q"),
        each("quantity", "1e3", "0x1F", "1_000"),
        BAD_QUANTITY * 3,
    ),
    Case(
        *("Q11", "a minus behind, or in parentheses", "C"),
        each("quantity", "(12)", "12-"),
        amount="-30.00",
        corrected="number_repaired",
    ),
    Case("Q12", "blank", "Q", one("quantity", ""), BAD_QUANTITY),
    Case(
        *("Q13", "a stock write-off", "Q"),
        one("quantity", "-4", unit_price="0", customer_id=""),
        ("customer_id_missing; stock_write_off; unit_price_zero",),
    ),
]

ORDERS = [
    Case(
        *("I01", "a sale and its cancellation", "A"),
        ({}, {"quantity": "-2", "order_id": "CI01", "ordered_at": "2025-01-16"}),
    ),
    Case(
        *("I02", "a discount on a whole order", "A"),
        one("product_id", "D", order_id="CI02", quantity="-1"),
        amount="-1.25",
    ),
    Case(
        *("I03", "a bad debt", "Q"),
        one("unit_price", "-11062.06", customer_id="", order_id="AI03"),
        ("customer_id_missing; unit_price_negative",),
    ),
    Case(
        *("I04", "one order of two customers", "A"),
        (
            {"order_id": "I04-x", "customer_id": "C1"},
            {"order_id": "I04-x", "customer_id": "C2"},
        ),
        amount="5.00",
    ),
    Case("I05", "no order number", "Q", one("order_id", ""), ("order_id_missing",)),
    Case(
        *("I06", "a small c on a cancelled order", "A"),
        one("quantity", "-1", order_id="cI06"),
        amount="-1.25",
        sees={"count(*) filter (is_sale)": 0},
    ),
    Case(
        *("I07", "a cancelled order with a plus", "Q"),
        one("order_id", "CI07"),
        ("cancellation_with_positive_quantity",),
    ),
    Case(
        *("I08", "blanks around an order number", "C", one("order_id", " I08-x ")),
        amount="2.50",
        corrected="order_id_repaired",
    ),
]

PRICES = [
    Case("R01", "no price", "Q", one("unit_price", "0"), ("unit_price_zero",)),
    Case("R02", "below zero", "Q", one("unit_price", "-1"), ("unit_price_negative",)),
    Case(
        *("R03", "the shop's own sign, and another", "Q"),
        each("unit_price", "€2.50", "$2.50"),
        BAD_PRICE,
        amount="5.00",
    ),
    Case(
        "R04", "a decimal comma, undeclared", "Q", one("unit_price", "2,55"), BAD_PRICE
    ),
    Case("R05", "1.234,56, undeclared", "Q", one("unit_price", "1.234,56"), BAD_PRICE),
    Case(
        *(
            "F09",
            "decimal commas, declared",
            "C",
            each("unit_price", "2,55", "1.234,56"),
        ),
        amount="2474.22",
        corrected="number_repaired",
        turn=lambda c: c.replace(b"1.25", b'"1,25"'),
        variables=COMMA,
    ),
    Case("R06", "four decimals", "A", one("unit_price", "0.0425"), amount="0.0850"),
    Case(
        *("R07", "implausibly high", "Q"),
        each("unit_price", "1000000000000000", "20000000000"),
        ("unit_price_out_of_range",) * 2,
    ),
    Case(
        *("R08", "NaN and infinities", "Q"),
        each("unit_price", "NaN", "inf", "-inf"),
        BAD_PRICE * 3,
    ),
    Case(
        *("R09", "a currency without a rate", "Q", one("currency", "USD")),
        ("currency_without_rate",),
    ),
    Case("R10", "blank", "Q", one("unit_price", ""), BAD_PRICE),
    Case(
        *("R12", "groups of other countries, and no zero before the point", "C"),
        each("unit_price", "1,23,456.00", "1'234.50", "1\u202f234.50", ".50", "10.-"),
        amount="251871.00",
        corrected="number_repaired",
    ),
    Case(
        "R13",
        "more than ten million",
        "A",
        one("unit_price", "12345678.90"),
        amount="24691357.80",
    ),
    Case(
        *("R14", "floating numbers as programs write them", "A"),
        each("unit_price", "3.3333333333333335", "1.5e+01"),
        amount="36.6667",
    ),
    Case(
        "R15",
        "a number as a spreadsheet shows it",
        "Q",
        one("unit_price", "1.05E+02"),
        BAD_PRICE,
    ),
    Case("R16", "a per cent", "Q", one("unit_price", "15%"), BAD_PRICE),
    Case(
        *(
            "R11",
            "pounds in a British shop",
            "C",
            each("unit_price", "£1.25", "1.25 GBP"),
        ),
        amount="5.00",
        corrected="number_repaired",
        variables=POUNDS,
    ),
]

DATES = [
    Case(
        *(
            "D01",
            "day, month, year, declared",
            "A",
            one("ordered_at", "31/01/2025 08:26"),
        ),
        amount="2.50",
        turn=replaced("2025-01-15 10:00:00", "15/01/2025 10:00"),
        sees={"cast(max(ordered_at) as varchar)": "2025-01-31 08:26:00"},
        variables=DMY,
    ),
    Case(
        *("D10", "month, day, year without zeros, declared", "A"),
        one("ordered_at", "1/31/2025 8:26"),
        amount="2.50",
        turn=replaced("2025-01-15 10:00:00", "1/15/2025 10:00"),
        sees={"cast(max(ordered_at) as varchar)": "2025-01-31 08:26:00"},
        variables=MDY,
    ),
    Case(
        *("D04", "far in the future", "Q", one("ordered_at", "2031-01-01")),
        ("ordered_at_too_late",),
    ),
    Case(
        *(
            "D05",
            "implausibly early",
            "Q",
            each("ordered_at", "1970-01-01", "1900-01-01"),
        ),
        ("ordered_at_too_early",) * 2,
    ),
    Case(
        "D05b", "a spreadsheet's day number", "Q", one("ordered_at", "45672"), BAD_DATE
    ),
    Case(
        *("D13", "seconds and milliseconds since 1970", "A"),
        each("ordered_at", "1736935200", "1736935200000"),
        amount="5.00",
        sees={"cast(max(ordered_at) as varchar)": "2025-01-15 10:00:00"},
    ),
    Case(
        *("D16", "one meaning in other forms", "A"),
        each(
            "ordered_at",
            *("2025/01/15 10:00", "20250115", "15 Jan 2025", "January 15, 2025"),
            *("2025-01-15 10:00 AM", "15. Januar 2025", "2025-1-15"),
        ),
        amount="17.50",
        sees={"count(distinct cast(ordered_at as date))": 1},
    ),
    Case(
        *("D17", "an offset after a blank, in a shop without a time zone", "A"),
        each("ordered_at", "2025-01-15 10:00:00 -0500", "2025-01-15 10:00:00 UTC"),
        amount="5.00",
        sees={"cast(max(ordered_at) as varchar)": "2025-01-15 10:00:00"},
    ),
    Case("D18", "a week", "Q", one("ordered_at", "2025-W03"), BAD_DATE),
    Case(
        *("D19", "years of two digits, declared", "A"),
        each("ordered_at", "15/01/25", "15.01.25 10:00"),
        amount="5.00",
        sees={"count(distinct cast(ordered_at as date))": 1},
        variables=DMY,
    ),
    Case(
        *("D06", "invalid calendar days", "Q"),
        each("ordered_at", "2025-02-30", "0000-00-00"),
        BAD_DATE * 2,
    ),
    Case(
        *("D14", "invalid times", "Q"),
        each("ordered_at", "2025-01-15 24:00:00", "2025-01-15 23:59:60"),
        BAD_DATE * 2,
    ),
    Case(
        *("D14b", "invalid hours and minutes", "Q"),
        each("ordered_at", "2025-01-15 25:00:00", "2025-01-15 10:61:00"),
        BAD_DATE * 2,
    ),
    Case(
        *("D07", "offsets from UTC", "C"),
        each("ordered_at", "2025-07-15T10:00:00Z", "2025-07-15T10:00:00+02:00"),
        amount="5.00",
        corrected="time_moved",
        sees={"cast(min(ordered_at) as varchar)": "2025-07-15 09:00:00"},
        variables=LONDON,
    ),
    Case(
        *(
            "D08",
            "the hour skipped by the clock change",
            "A",
            one("ordered_at", "2025-03-30 01:30:00"),
        ),
        amount="2.50",
        sees={"cast(max(ordered_at) as varchar)": "2025-03-30 01:30:00"},
        variables=LONDON,
    ),
    Case(
        *("D08b", "the hour repeated by the clock change", "A"),
        one("ordered_at", "2025-10-26 01:30:00"),
        amount="2.50",
        sees={"cast(max(ordered_at) as varchar)": "2025-10-26 01:30:00"},
        variables=LONDON,
    ),
    Case(
        "D09",
        "a day without a time",
        "A",
        one("ordered_at", "2025-01-15"),
        amount="2.50",
    ),
    Case("D11", "blank", "Q", one("ordered_at", ""), BAD_DATE),
    Case("D12", "a year of two digits", "Q", one("ordered_at", "01/12/10"), BAD_DATE),
    Case(
        *("D15", "a bad date after 20,500 lines", "Q"),
        tail=b"".join(
            b"D15-%d,C1,P1,Mug,2025-01-15,1,1.00,,UK\n" % n for n in range(10, 20_510)
        )
        + b"D15-x,C1,P1,Mug,soon,1,1.00,,UK\n",
        amount="20500.00",
        reasons=BAD_DATE,
    ),
]

REPEATS = [
    Case(
        *("U01", "the same line twice", "Q"),
        ({"order_id": "U01-x"}, {"order_id": "U01-x"}),
        ("duplicate_line",),
        amount="2.50",
    ),
    Case(
        *("U02", "one product twice in an order", "A"),
        (
            {"order_id": "U02-x", "quantity": "1"},
            {"order_id": "U02-x", "quantity": "2"},
        ),
        amount="3.75",
    ),
    Case(
        *("U03", "a file twice", "Q"),
        ({}, {}),
        amount="5.00",
        second=Case("U03", "", "Q", ({}, {})),
        reasons=("duplicate_file",) * (GOOD_LINES + 2),
    ),
    Case(
        *("U01b", "the same line twice, kept by var", "A"),
        ({"order_id": "U01b-x"}, {"order_id": "U01b-x"}),
        amount="5.00",
        variables=KEEP,
    ),
    Case(
        *("A08", "one customer in two countries", "A", each("country", "UK", "France")),
        amount="5.00",
    ),
]

READ = [*FILES, *CUSTOMERS, *PRODUCTS, *QUANTITIES, *ORDERS, *PRICES, *DATES, *REPEATS]
REFUSED = REFUSED_FILES

# -- the other inputs, read beside the files that are read ------------------------

CANARY = "canary-4711"  # what nobody may publish
CUSTOMER_RECORDS = f"""customer_id,age,email
C1,30,{CANARY}@example.org
C2,40,{CANARY}@example.org,{CANARY}
1.2E+04,50,{CANARY}@example.org
,60,{CANARY}@example.org
customer_id,age,email
C3,{CANARY}
"""
PRODUCT_RECORDS = f"""product_id,product_name,category
P1,Red mug,Mugs
P2,Blue mug,Mugs,{CANARY}
,Nothing,Mugs
"""
CONTACT_COLUMNS = (
    "campaign_id,customer_id,contacted_at,contact_group,channel,cost,responded_at"
)
CONTACT_RECORDS = f"""{CONTACT_COLUMNS}
sale,C1,2025-01-02,treatment,email,0.1,
sale,C1,2025-01-03,treatment,email,0.1,
sale,,2025-01-02,control,email,0,
,C2,2025-01-02,control,email,0,
sale,C3,soon,control,email,0,
sale,C4,2025-01-02,perhaps,email,0,
sale,C5,2025-01-02,control,email,dear,
sale,C6,2025-01-02,control,email,0,2024-12-31
{CONTACT_COLUMNS}
sale,C7,2025-01-02,control,email,0,,{CANARY}
"""
REJECTED_RECORDS = [
    *(
        ("campaign_contacts", "campaign_contacts.csv", reason, 1, None)
        for reason in (
            *("campaign_id_missing", "contact_group_unknown"),
            *("contacted_at_unreadable", "cost_unreadable", "customer_id_missing"),
            "duplicate_contact",
        )
    ),
    ("campaign_contacts", "campaign_contacts.csv", "malformed_row", 1, 11),
    ("campaign_contacts", "campaign_contacts.csv", "repeated_header", 1, None),
    ("campaign_contacts", "campaign_contacts.csv", "responded_before_contact", 1, None),
    ("customers", "customers.csv", "customer_id_damaged", 1, None),
    ("customers", "customers.csv", "customer_id_missing", 1, None),
    ("customers", "customers.csv", "malformed_row", 2, 3),
    ("customers", "customers.csv", "repeated_header", 1, None),
    ("products", "products.csv", "malformed_row", 1, 3),
    ("products", "products.csv", "product_id_missing", 1, None),
]


@dataclass(frozen=True)
class Hostile:
    """A setting that reaches for what it must not have, and how it is refused."""

    name: str
    title: str
    variables: dict
    message: str


EVIL = "create table evil as select 42"
HOSTILE = [
    Hostile(
        *("S02", "a path that climbs out of its folder"),
        transactions(**{"from": "../../../../etc/passwd.csv"}),
        "outside the folders",
    ),
    Hostile(
        *("S02b", "a pattern over a folder of the system"),
        transactions(**{"from": "/etc/*.csv"}),
        "outside the folders",
    ),
    Hostile(
        *("S02c", "a folder of the system"),
        {"segments_inputs": {"customers": {"from": "/etc/"}}},
        "outside the folders",
    ),
    Hostile(
        *("S02d", "a Parquet file of the system"),
        {"segments_inputs": {"products": {"from": "/etc/x.parquet"}}},
        "outside the folders",
    ),
    Hostile(
        *("S02e", "a file of the system as an earlier build"),
        {"segments_previous_schema": "/etc/"},
        "outside the folders",
    ),
    Hostile(
        *("S02f", "a file of the system as a grid of RFM segments"),
        {"segments_rfm_grid": "../../../../etc/x.csv"},
        "outside the folders",
    ),
    Hostile(
        *("S03", "SQL in the path of a file"),
        transactions(**{"from": f"a'); {EVIL}; --.csv"}),
        "a path of local files",
    ),
    Hostile(
        *("S03b", "SQL after the name of a table"),
        transactions(**{"from": f"x; {EVIL}"}),
        "a table name",
    ),
    Hostile(
        *("S03c", "a query in place of a table"),
        transactions(**{"from": "(select 42)"}),
        "a table name",
    ),
    Hostile(
        *("S03d", "SQL in the mapping of a column"),
        transactions(columns={"order_id": {"sql": f"1; {EVIL}"}}),
        "{join: [columns]}",
    ),
    Hostile(
        *("S03e", "SQL in a time zone"),
        {"segments_business_timezone": f"UTC'); {EVIL}; --"},
        "a time zone such as",
    ),
    Hostile(
        *("S03f", "SQL in the delimiter"),
        transactions(delimiter="';"),
        "segments_inputs.transactions.delimiter",
    ),
    Hostile(
        *("S03g", "SQL in the name of an attribute"),
        {"segments_customer_attributes": {f"x; {EVIL}": {"type": "numeric"}}},
        "lower-case letters",
    ),
    Hostile(
        *("S03h", "SQL in the prefix of cancelled orders"),
        {"segments_cancelled_order_prefix": f"C'; {EVIL}"},
        "segments_cancelled_order_prefix",
    ),
    Hostile(
        *("S03i", "SQL in a date"),
        {"segments_as_of_date": f"2025-01-01'; {EVIL}; --"},
        "a date such as",
    ),
    Hostile(
        *("S03j", "SQL in a number"),
        {"segments_largest_quantity": f"0); {EVIL}; --"},
        "a whole number",
    ),
    Hostile(
        *("S04", "a URL"),
        transactions(**{"from": "https://x.org/a.csv"}),
        "a path of local files",
    ),
    Hostile(
        *("S04b", "a bucket"),
        transactions(**{"from": "s3://bucket/a.parquet"}),
        "a path of local files",
    ),
    Hostile(
        *("S12", "a foreign database file"),
        transactions(**{"from": "sent.duckdb"}),
        "no table of the database",
    ),
    Hostile(
        *("S18", "a missing table"),
        transactions(**{"from": "no_such_table"}),
        "no table of the database",
    ),
    Hostile(
        *("S18b", "a canonical column misspelt"),
        transactions(columns={"ordr_id": "x"}),
        "did you mean order_id",
    ),
    Hostile(
        *("S18c", "customers without an as-of date"),
        {"segments_input_grain": "customer"},
        "segments_as_of_date",
    ),
    Hostile(
        *("S18d", "a sensitive attribute in the clusters, unasked"),
        {
            "segments_clustering_features": {
                "age": {"family": "attributes", "transform": "none"}
            }
        },
        "segments_sensitive_in_clusters",
    ),
]


def row(*cells: str) -> str:
    """A row of a table in Markdown."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table() -> str:
    """docs/bad_input.md: a row per case, in order of their names."""
    lines = [
        "# Treatment of bad input",
        "",
        "Written from the cases in `tests/python/bad_input_cases.py` and",
        "`tests/python/population_cases.py`, each of which the pipeline reads;",
        "running the first of them rewrites this file.",
        "",
        "## Files",
        "",
        "Accepted lines count unchanged, corrected ones are counted in",
        "`segments__cleaning_summary`, rejected ones are kept with reasons in",
        "`segments__rejected_transactions`, and a refused file ends the build.",
        "",
        row("case", "what is wrong", "treatment", "reason, rule or message", "vars"),
        "|---|---|---|---|---|",
    ]
    for case in sorted([*READ, *REFUSED], key=lambda case: case.name):
        told = case.corrected or "; ".join(dict.fromkeys(case.reasons))
        told = told or " ... ".join(case.message)
        settings = [f"{name}: {value}" for name, value in case.variables.items()]
        cells = [case.name, case.title, TREATMENTS[case.treatment], told, *settings]
        lines.append(row(*cells, *[""] * (5 - len(cells))))
    lines += [
        "",
        "## Populations",
        "",
        "Every population is built and reconciles to 0; adaptations are shown in the",
        "named table.",
        "",
        row("case", "customers", "treatment", "what the build does and reports"),
        "|---|---|---|---|",
    ]
    for case in POPULATIONS:
        kind = POPULATION_TREATMENTS[case.treatment]
        lines.append(row(case.name, case.title, kind, case.told))
    lines += [
        "",
        "## Hostile settings",
        "",
        "Each is refused in a sentence before anything is built.",
        "",
        row("case", "what is asked for", "message"),
        "|---|---|---|",
    ]
    lines += [row(case.name, case.title, case.message) for case in HOSTILE]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    docs = Path(__file__).resolve().parents[2] / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "bad_input.md").write_text(table())
