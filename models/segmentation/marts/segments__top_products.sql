-- One row per segment and rank: its bestsellers and its distinctive products.
{#- the prior of so many buyers, spread as in the whole shop, keeps rare products near no difference -#}
{%- set prior_buyers = 500 %}
with

sold as (
    select * from {{ ref('int_segments__segment_products') }}
),

overall as (
    select
        product_id,
        sum(buyer_count) as buyer_count
    from sold
    group by product_id
),

buyers as (
    select count(distinct customer_id) as buyer_count
    from {{ ref('int_segments__product_days') }}
    where is_bought
),

shop_mentions as (
    select sum(buyer_count) as buyer_count from overall
),

segment_mentions as (
    select
        segment_id,
        sum(buyer_count) as buyer_count
    from sold
    group by segment_id
),

compared as (
    select
        sold.*,
        overall.buyer_count as overall_buyer_count,
        sold.buyer_count
        + {{ customer_segments.divide(
            prior_buyers ~ ' * overall.buyer_count', 'shop_mentions.buyer_count'
        ) }} as inside,
        segment_mentions.buyer_count + {{ prior_buyers }} as all_inside,
        overall.buyer_count - sold.buyer_count
        + {{ customer_segments.divide(
            prior_buyers ~ ' * overall.buyer_count', 'shop_mentions.buyer_count'
        ) }} as outside,
        shop_mentions.buyer_count - segment_mentions.buyer_count + {{ prior_buyers }} as all_outside
    from sold
    cross join shop_mentions
    inner join overall on sold.product_id = overall.product_id
    inner join segment_mentions on sold.segment_id = segment_mentions.segment_id
),

scored as (
    select
        *,
        round((
            ln(inside / (all_inside - inside)) - ln(outside / (all_outside - outside))
        ) / sqrt(1 / inside + 1 / outside), 6) as distinctiveness
    from compared
),

ranked as (
    select
        *,
        row_number() over (
            partition by segment_id
            order by buyer_count desc, sales_amount desc, product_id
        ) as product_rank,
        row_number() over (
            partition by segment_id
            order by distinctiveness desc, buyer_count desc, product_id
        ) as distinctive_rank
    from scored
),

final as (
    select
        ranked.segment_id,
        segments.segment_name,
        cast(ranked.product_rank as integer) as product_rank,
        ranked.product_id,
        products.product_name,
        categories.category,
        cast(ranked.buyer_count as bigint) as buyer_count,
        {{ customer_segments.divide('ranked.buyer_count', 'segments.customer_count') }} as buyer_share,
        {{ customer_segments.divide('ranked.overall_buyer_count', 'buyers.buyer_count') }}
            as overall_buyer_share,
        ranked.unit_count,
        ranked.sales_amount,
        cast(ranked.recent_buyer_count as bigint) as recent_buyer_count,
        cast(ranked.earlier_buyer_count as bigint) as earlier_buyer_count,
        round({{ customer_segments.divide(
            'ranked.recent_buyer_count + 5', 'ranked.earlier_buyer_count + 5'
        ) }}, 6) as trend,
        ranked.distinctiveness,
        cast(ranked.distinctive_rank as integer) as distinctive_rank
    from ranked
    cross join buyers
    inner join {{ ref('int_segments__products') }} as products on ranked.product_id = products.product_id
    inner join {{ ref('int_segments__segments') }} as segments on ranked.segment_id = segments.segment_id
    left join {{ ref('int_segments__product_categories') }} as categories
        on ranked.product_id = categories.product_id
    where
        ranked.product_rank <= {{ var('segments_top_product_count') }}
        or ranked.distinctive_rank <= {{ var('segments_top_product_count') }}
)

select {{ customer_segments.known_columns(['sales_amount']) }} from final
