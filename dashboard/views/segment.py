"""One segment."""

import streamlit as st

from dashboard import layout
from dashboard.data import Shop
from dashboard.drawings import exploration, segment
from dashboard.words import number, per_cent, sentence, short_money


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
    layout.table(
        "Rules that describe it",
        "segments__rules",
        found,
        shares=("agreement", "covered_share"),
    )
