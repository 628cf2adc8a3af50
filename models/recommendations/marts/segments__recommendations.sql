-- One row per customer and rank: a product they have not bought and are likeliest to want, and why.
with

recommended as (
    select * from {{ ref('int_segments__recommended_products') }}
),

customers as (
    select
        segments.customer_id,
        segments.segment_id,
        profiles.segment_name,
        profiles.customer_count,
        served_methods.is_fallback
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('segments__profiles') }} as profiles on segments.segment_id = profiles.segment_id
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
),

products as (
    select * from {{ ref('int_segments__products') }}
),

because_products as (
    select * from products
),

explained as (
    select
        recommended.*,
        customers.segment_id,
        customers.segment_name,
        customers.is_fallback,
        products.product_name,
        products.category,
        because_products.product_name as because_product_name,
        {{ customer_segments.divide('segment_products.buyer_count', 'customers.customer_count') }}
            as segment_buyer_share
    from recommended
    inner join customers on recommended.customer_id = customers.customer_id
    inner join products on recommended.product_id = products.product_id
    left join because_products on recommended.because_product_id = because_products.product_id
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
        {{ customer_segments.rung('method') }} as rung,
        method,
        round(score, 9) as score,
        segment_buyer_share,
        because_product_id,
        round(both_share, 6) as because_share,
        is_fallback,
        case
            when coalesce(segment_buyer_share, 0) >= 0.005
                then
                    'bought by ' || {{ customer_segments.whole_text('100 * segment_buyer_share') }}
                    || ' % of ' || segment_name
            else 'hardly known to ' || segment_name
        end
        || case
            when because_product_name is not null
                then
                    '; goes with ' || because_product_name || ' ('
                    || case
                        when both_share < 0.005 then 'under 1'
                        else {{ customer_segments.whole_text('100 * both_share') }}
                    end
                    || ' % of its buyers took both)'
            when method like 'category%' then '; a favourite of those who buy ' || coalesce(category, 'it')
            when method like 'country%' then '; a favourite of their country'
            when method like 'shop recent%' then '; selling well these weeks'
            when method like 'shop top%' then '; a favourite of the whole shop'
            when method like 'shop rest%' then '; among the little they have not bought yet'
            when method like 'segment recent%' then '; selling well among them these weeks'
            else ''
        end as reason
    from explained
)

select * from final
