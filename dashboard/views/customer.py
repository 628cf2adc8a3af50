"""One customer."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import customer
from dashboard.words import (
    is_missing,
    money,
    number,
    per_cent,
    plain_text,
    sentence,
    short_money,
)

SUGGESTED = 20


def page(shop: Shop) -> None:
    """Why a customer is in a segment, what they are worth and what to offer."""
    st.title("One customer")
    chosen = choose(shop)
    if chosen is None:
        st.info("No customer has this id.")
        return
    row = shop.frame("select * from segments__customers where customer_id = ?", chosen)
    found = row.iloc[0]
    st.header(f"{chosen}: {found['segment_name']}")
    columns = st.columns(3)
    columns[0].metric(
        "How sure",
        per_cent(found["segment_confidence"]),
        help="0 % on the border of two segments, 100 % at the centre of one. "
        "It is a distance and not a probability.",
    )
    columns[1].metric(
        "Revenue after returns", short_money(found["net_amount"], shop.currency)
    )
    columns[2].metric("Orders", number(found["order_count"]))
    st.write(found["segment_reason"] or "")
    if found["second_segment_name"]:
        st.write(f"Second choice: {found['second_segment_name']}.")
    if str(found["is_borderline"]) == "True":
        st.write("The customer is close to the border between the two segments.")
    if shop.has("segments__customer_reasons"):
        reasons(shop, chosen)
    if shop.has("segments__lifetime_values"):
        worth(shop, chosen)
    details(row)
    if shop.has("segments__recommendations"):
        offers(shop, chosen)
    if shop.has("segments__repeat_purchases"):
        repeats(shop, chosen)
    if shop.has("segments__history"):
        layout.show(customer.history(shop, chosen))


def choose(shop: Shop) -> str | None:
    """A customer by a part of their id."""
    asked = st.text_input("Customer id, or a part of it").strip()
    found = shop.frame(
        f"""
        select customer_id, segment_name from segments__customers
        where contains(lower(customer_id), lower(?))
        order by customer_id = ? desc, net_amount desc nulls last, customer_id
        limit {SUGGESTED}
        """,
        asked,
        asked,
    )
    if found.empty:
        return None
    names = dict(zip(found["customer_id"], found["segment_name"], strict=True))
    label = "Customer" if asked else "Customer (those of highest revenue)"
    return st.selectbox(
        label, list(names), format_func=lambda each: f"{each} ({names[each]})"
    )


def reasons(shop: Shop, chosen: str) -> None:
    """What counts most, and what would move the customer."""
    found = shop.frame(
        "select * from segments__customer_reasons where customer_id = ?", chosen
    )
    if found.empty:
        return
    row = found.iloc[0]
    features = [row["first_feature"], row["second_feature"], row["third_feature"]]
    said = ", ".join(text for text in features if isinstance(text, str))
    if said:
        st.write(f"What counts most: {said.lower()}.")
    if isinstance(row["sentence"], str):
        st.write(f"{row['sentence']}.")


def worth(shop: Shop, chosen: str) -> None:
    """The predicted value of a customer."""
    found = shop.frame(
        "select cast(predicted_value as double) as predicted_value, "
        "cast(predicted_value_low as double) as low, "
        "cast(predicted_value_high as double) as high, probability_alive, "
        "expected_next_order_date from segments__lifetime_values where customer_id = ?",
        chosen,
    )
    if found.empty:
        return
    row = found.iloc[0]
    if is_missing(row["predicted_value"]) and is_missing(row["probability_alive"]):
        st.write(
            "What the customer will bring is not predicted; the Value page says why."
        )
        return
    columns = st.columns(2)
    columns[0].metric(
        "Next 12 months, predicted", short_money(row["predicted_value"], shop.currency)
    )
    columns[1].metric(
        "Probability of ordering again", per_cent(row["probability_alive"])
    )
    if not is_missing(row["low"]):
        low, high = money(row["low"], shop.currency), money(row["high"], shop.currency)
        st.write(f"The value of the next 12 months is likely between {low} and {high}.")


def details(row) -> None:
    """Everything segments__customers says of the customer."""
    shown = row.drop(columns="build_id").T.reset_index()
    shown.columns = ["column", "value"]
    shown["value"] = shown["value"].map(plain_text)
    shown["column"] = shown["column"].map(sentence)
    with st.expander("All that is known"):
        layout.table("The customer", "segments__customers", shown, rows=40)


def offers(shop: Shop, chosen: str) -> None:
    """Products to offer."""
    found = shop.frame(
        "select recommendation_rank as rank, "
        "coalesce(product_name, product_id) as product, category, reason "
        "from segments__recommendations where customer_id = ? order by 1",
        chosen,
    )
    short = shop.frame(
        "select shortfall_reason from segments__recommendation_coverage "
        "where customer_id = ? and shortfall_reason is not null",
        chosen,
    )
    if not found.empty or short.empty:
        layout.table("What to offer", "segments__recommendations", found)
    for reason in short["shortfall_reason"]:
        st.write(f"{len(found)} products to offer: {reason}.")


def repeats(shop: Shop, chosen: str) -> None:
    """Products the customer is likely to buy again."""
    found = shop.frame(
        "select repeat_rank as rank, coalesce(product_name, product_id) as product, "
        "category, reason from segments__repeat_purchases where customer_id = ? "
        "order by 1",
        chosen,
    )
    if not found.empty:
        layout.table("What to remind them of", "segments__repeat_purchases", found)
