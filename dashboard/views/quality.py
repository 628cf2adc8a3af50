"""Can the segments be trusted, and where did the other lines go?"""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import quality
from dashboard.words import with_unit


def page(shop: Shop) -> None:
    """Readiness, rejected lines and the ledger."""
    st.title("Data quality")
    readiness(shop)
    if shop.has("segments__cleaning_summary"):
        layout.show(quality.rejected(shop))
        reasons(shop)
    if shop.has("segments__reconciliation"):
        ledger(shop)
    if shop.has("segments__rejected_records"):
        records(shop)
    if shop.has("segments__input_mapping"):
        mapping(shop)


def readiness(shop: Shop) -> None:
    """The checks, those that did not pass first."""
    found = shop.frame(
        "select check_name, status, measured_value, warn_limit, fail_limit, sentence, "
        "consequence from segments__readiness "
        "order by status = 'pass', status = 'warn', check_order"
    )
    counts = found["status"].value_counts()
    columns = st.columns(3)
    columns[0].metric("Checks passed", int(counts.get("pass", 0)))
    columns[1].metric("Warnings", int(counts.get("warn", 0)))
    columns[2].metric("Failures", int(counts.get("fail", 0)))
    for row in found[found["status"] != "pass"].itertuples():
        say = st.warning if row.status == "warn" else st.error
        say(f"{row.sentence} {row.consequence}")
    layout.table("Can the segments be trusted?", "segments__readiness", found)


def reasons(shop: Shop) -> None:
    """What is wrong with lines, and what to do."""
    found = quality.rejected(shop).data
    layout.table(
        "What is wrong and what to do",
        "segments__cleaning_summary",
        found,
        shares=("line_share",),
        amounts=("amount",),
        currency=shop.currency,
    )


def ledger(shop: Shop) -> None:
    """Every line and every penny."""
    found = shop.frame(
        "select stage, measure, cast(expected as double) as expected, "
        "cast(accepted as double) as accepted, cast(rejected as double) as rejected, "
        "cast(anonymous as double) as without_customer, "
        "cast(difference as double) as difference "
        "from segments__reconciliation order by stage_order, measure desc"
    )
    if len(found) and (found["difference"] == 0).all():
        st.success("Every line and every penny is accounted for.")
    layout.table(
        with_unit("The ledger", "currency", shop.currency),
        "segments__reconciliation",
        found,
    )


def records(shop: Shop) -> None:
    """Records of the other inputs that are not used."""
    found = shop.frame(
        "select input, source_file, reason_code as reason, record_count as records "
        "from segments__rejected_records order by records desc, input, reason"
    )
    layout.table("Records of other inputs", "segments__rejected_records", found)


def mapping(shop: Shop) -> None:
    """What each column is read from."""
    found = shop.frame(
        "select input, canonical_column as is_called, mapped_from as read_from, "
        "row_count as rows, stated_count as stated, parsed_count as read, "
        "unparsed_count as unreadable, null_count as empty "
        "from segments__input_mapping "
        "where input in "
        "(select input from segments__input_mapping where row_count > 0) "
        "order by input, canonical_column"
    )
    layout.table("What each column is read from", "segments__input_mapping", found)
