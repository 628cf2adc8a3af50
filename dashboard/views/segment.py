"""One segment."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import exploration, segment
from dashboard.words import in_unit, number, per_cent, sentence, short_money


def page(shop: Shop) -> None:
    """The profile of a segment."""
    st.title("One segment")
    chosen = layout.choose_segment(shop)
    if chosen is None:
        st.info("There is no segment: the inputs hold no customer.")
        return
    profile = shop.profiles.set_index("segment_id").loc[chosen]
    st.write(profile["sentence"])
    columns = st.columns(4)
    columns[0].metric("Customers", number(profile["customer_count"]))
    columns[1].metric("Share of customers", per_cent(profile["customer_share"]))
    columns[2].metric("Revenue", short_money(profile["net_amount"], shop.currency))
    columns[3].metric("Share of revenue", per_cent(profile["net_amount_share"]))
    if profile["play"]:
        with st.container(border=True):
            st.markdown(
                f"**What to do: {profile['goal'] or sentence(profile['play'])}**"
            )
            st.write(profile["action"])
    layout.show(segment.what_sets_apart(shop, chosen))
    if shop.has("segments__feature_samples") and shop.features:
        feature = layout.choose_feature(shop, "Distribution of")
        layout.show(segment.distribution(shop, chosen, feature))
    mixes(shop, chosen)
    if shop.has("segments__geography") and len(shop.countries()) > 1:
        layout.show(exploration.geography(shop, chosen))
    if shop.has("segments__top_products"):
        layout.show(segment.top_products(shop, chosen))
    if shop.has("segments__bundles"):
        bundles(shop, chosen)
    if shop.has("segments__rules"):
        rules(shop, chosen)


def mixes(shop: Shop, chosen: str) -> None:
    """Age, gender, country and other dimensions of a segment's customers."""
    known = shop.frame(
        "select dimension from segments__profile_mix where level != 'unknown' "
        "group by dimension having count(distinct level) > 1 order by dimension"
    )["dimension"]
    dimensions = [name for name in segment.DIMENSIONS if name in set(known)]
    dimensions += [name for name in known if name not in dimensions]
    if not dimensions:
        return
    dimension = st.selectbox(
        "Its customers by",
        dimensions,
        format_func=lambda name: segment.DIMENSIONS.get(name, sentence(name)),
    )
    layout.show(segment.mix(shop, chosen, dimension))


def bundles(shop: Shop, chosen: str) -> None:
    """What a segment buys together."""
    found = shop.frame(
        "select basket_product_names as basket, joining_product_names as joined_by, "
        "order_count as orders, confidence, lift, "
        "cast(bundle_price as double) as bundle_price "
        "from segments__bundles where segment_id = ? order by bundle_rank",
        chosen,
    )
    layout.table(
        "What it buys together",
        "segments__bundles",
        found,
        shares=("confidence",),
        amounts=("bundle_price",),
        currency=shop.currency,
    )


def rules(shop: Shop, chosen: str) -> None:
    """The rules that describe a segment."""
    found = shop.frame(
        "select predicate as rule, customer_count as customers, agreement, "
        "covered_share from segments__rules where segment_id = ? order by rule_number",
        chosen,
    )
    title = "Rules that describe it"
    st.subheader(title)
    if found.empty:
        st.info("No rule describes it.")
        return
    for rule in found.itertuples():
        st.markdown(
            f"- {rule_in_words(shop, rule.rule)}: {number(rule.customers)} customers, "
            f"{per_cent(rule.agreement)} of them in this segment"
        )
    layout.source(title, "segments__rules", found)


def rule_in_words(shop: Shop, predicate: str) -> str:
    """A rule such as `order_count > 3.5 and age <= 40`, with labels and units."""
    parts = []
    for part in predicate.split(" and "):
        name, comparison, limit = part.split(" ")
        feature = shop.features.get(name)
        unit = feature.unit if feature else "number"
        comparison = {"<=": "at most", ">": "more than"}.get(comparison, comparison)
        value = float(limit)
        if unit not in ("currency", "share") and value % 1 == 0.5:
            value = float(int(value))  # between two whole numbers
        shown = in_unit(value, unit, shop.currency)
        parts.append(f"{shop.label(name).lower()} {comparison} {shown}")
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
