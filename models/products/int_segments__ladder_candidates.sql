-- One row per customer and product that fills up where their purchases point to too little.
with

customers as (
    select
        segments.customer_id,
        served_methods.method as served_method
    from {{ ref('int_segments__customer_segments') }} as segments
    inner join {{ ref('int_segments__served_methods') }} as served_methods
        on segments.segment_id = served_methods.segment_id
),

pointed_to as (
    select
        customer_id,
        category,
        count(*) as product_count
    from {{ ref('int_segments__personal_candidates') }}
    group by customer_id, category
),

served as (
    select
        customer_id,
        sum(case
            when category is null then product_count
            else least(product_count, {{ var('segments_recommendations_per_category') }})
        end) as product_count
    from pointed_to
    group by customer_id
),

-- newcomers, buyers of one odd thing, and segments served by top sellers
short_customers as (
    select customers.*
    from customers
    left join served on customers.customer_id = served.customer_id
    where coalesce(served.product_count, 0) < {{ var('segments_recommendation_count') }}
),

rungs as (
    {% for method in customer_segments.ladder_methods() -%}
    select
        '{{ method }}' as method,
        {{ loop.index + 1 }} as rung_number
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

from_audiences as (
    select
        short_customers.customer_id,
        top_products.product_id,
        top_products.method,
        case when top_products.method = short_customers.served_method then 1 else rungs.rung_number end
            as rung_number,
        top_products.score,
        row_number() over (
            partition by short_customers.customer_id, top_products.product_id
            order by
                case
                    when top_products.method = short_customers.served_method then 1 else rungs.rung_number
                end
        ) as mention
    from short_customers
    inner join {{ ref('int_segments__customer_audiences') }} as audiences
        on short_customers.customer_id = audiences.customer_id
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on audiences.made_for_date = dates.made_for_date
    inner join {{ ref('int_segments__audience_products') }} as top_products
        on
            audiences.made_for_date = top_products.made_for_date
            and audiences.kind = top_products.kind
            and audiences.audience = top_products.audience
    left join rungs on top_products.method = rungs.method
    where
        dates.is_current
        and (top_products.method = short_customers.served_method or rungs.rung_number is not null)
),

final as (
    select
        customer_id,
        product_id,
        method,
        rung_number,
        score
    from from_audiences
    where mention = 1
)

select * from final
