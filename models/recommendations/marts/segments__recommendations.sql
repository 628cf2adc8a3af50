-- One row per customer and rank: a product they have not bought, with the reason.
with

recommended as (
    select * from {{ ref('int_segments__recommended_products') }}
),

customers as (
    select
        segments.customer_id,
        segments.segment_id,
        dimension.segment_name,
        dimension.customer_count,
        served_methods.is_fallback
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__segments') }} as dimension on segments.segment_id = dimension.segment_id
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
),

products as (
    select * from {{ ref('int_segments__products') }}
),

explaining_products as (
    select * from products
),

explained as (
    select
        recommended.*,
        customers.segment_name,
        customers.is_fallback,
        methods.kind,
        methods.fallback_level,
        methods.label,
        products.product_name,
        categories.category,
        explaining_products.product_name as explaining_product_name,
        {{ customer_segments.divide('segment_products.buyer_count', 'customers.customer_count') }}
            as segment_buyer_share
    from recommended
    inner join customers on recommended.customer_id = customers.customer_id
    inner join {{ ref('segments_recommendation_methods') }} as methods on recommended.method = methods.method
    inner join products on recommended.product_id = products.product_id
    left join {{ ref('int_segments__product_categories') }} as categories
        on recommended.product_id = categories.product_id
    left join explaining_products
        on recommended.explaining_product_id = explaining_products.product_id
    left join {{ ref('int_segments__segment_products') }} as segment_products
        on
            customers.segment_id = segment_products.segment_id
            and recommended.product_id = segment_products.product_id
),

final as (
    select
        customer_id,
        cast(recommendation_rank as integer) as recommendation_rank,
        product_id,
        product_name,
        category,
        fallback_level,
        method,
        round(score, 9) as score,
        segment_buyer_share,
        explaining_product_id,
        round(co_purchase_share, 6) as co_purchase_share,
        is_fallback,
        coalesce(
            'bought by ' || {{ customer_segments.share_text('segment_buyer_share') }} || ' of ',
            'not bought yet by '
        )
        || segment_name
        || case
            when explaining_product_name is not null
                then
                    '; often bought with ' || explaining_product_name || ' ('
                    || {{ customer_segments.share_text('co_purchase_share') }}
                    || ' of its buyers bought both)'
            when kind != 'personal' then '; from the ' || label
            else ''
        end as reason
    from explained
)

select * from final
