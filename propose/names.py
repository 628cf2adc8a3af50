"""What a column's name suggests, in English, German, French, Spanish, Italian and more.

Names are the second evidence, after values: they choose between columns whose values
would do for the same role.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("names.csv")  # the first of two that fit has the better claim

# Words that say a column is not the plain thing its other words name.
SPOILING = {
    "ordered_at": "ship|shipped|shipping|delivery|delivered|due|required|birth|update|updated|modified|cancel|"
    "cancelled|refund|estimated|approved|limit|expiry|versand|liefer|geburt|livraison|naissance|envio|nacimiento|nascita|"
    "consegna|spedizione|geandert|carrier|join|signup",
    "customer_id": "name|since|type|segment|city|state|country|zip|age|gender|rating|service|status|ship|refunded|"
    "returning",
    "order_id": "date|status|priority|time|total|amount|type|value|count|quantity|line|item|detail",
    "quantity": "price|stock|preis|value|line|total|discount|paid|net|gross|order|tax|refunded|sales|spent|purchase",
    "unit_price": "total|sum|cost|tax",
    "line_amount": "discount|tax|shipping|ship|freight|quantity|cost|count|income|unit|price per|paid at",
    "product_id": "name|category|type|title|description|length|weight|photos",
    "status": "marital|state code|customer|shipping address|employment",
}


def normalised(name: str) -> str:
    """Lower-case ASCII words of a name: 'OrderDate (UTC)' is 'order date utc'."""
    text = re.sub(r"([a-zà-ÿ0-9])([A-Z])", r"\1 \2", name.strip())
    text = text.replace("ß", "ss").replace("№", " no ").replace("%", " pct ").replace("°", "")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", text.lower()))


@cache
def _phrases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["role"], []).append(row["name"])
    return found


@cache
def suggestions(name: str) -> dict[str, float]:
    """How well a name suggests each role, 0 to 1."""
    words = normalised(name)
    bare = words.replace(" ", "")
    scores: dict[str, float] = {}
    for role, phrases in _phrases().items():
        best = 0.0
        for place, phrase in enumerate(phrases):
            if bare == phrase.replace(" ", ""):
                best = max(best, 1 - min(place, 30) / 200)
            elif f" {phrase} " in f" {words} ":
                share = len(phrase) / len(words)
                best = max(best, 0.45 + 0.35 * share - min(place, 30) / 400)
            elif len(phrase) > 5 and phrase.replace(" ", "") in bare:
                best = max(best, 0.4 * len(phrase) / len(bare))
        spoiled = set(SPOILING.get(role, "").split("|")) & set(words.split())
        if spoiled and best < 0.9:
            best *= 0.3
        if best >= 0.2:
            scores[role] = round(best, 3)
    return scores


def says(name: str, *words: str) -> bool:
    """Whether a name has one of the words, or holds a long one."""
    found = normalised(name)
    return any(f" {word} " in f" {found} " or (len(word) > 4 and word in found.replace(" ", "")) for word in words)


CENTS = (
    "cents",
    "cent",
    "minor",
    "pence",
    "centimes",
    "centimos",
    "centesimi",
    "ct",
    "cts",
)
PER_CENT = (
    "pct",
    "percent",
    "percentage",
    "prozent",
    "pourcentage",
    "porcentaje",
    "percentuale",
    "taux",
)
SHARE = ("share", "rate", "fraction", "ratio", "anteil", "satz")
