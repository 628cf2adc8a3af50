-- One row per customer and product that fills up where their purchases point to too little.
with

short_customers as (
    select * from {{ ref('int_segments__short_customers') }}
),

rungs as (
    {% for method in customer_segments.ladder_methods() -%}
    select
        '{{ method }}' as method,
        {{ loop.index + 1 }} as rung_number
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

lists as (
    select
        top_products.*,
        recommendable.category,
        top_products.score * recommendable.priority as ranked_score
    from {{ ref('int_segments__audience_products') }} as top_products
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on top_products.made_for_date = dates.made_for_date
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on top_products.product_id = recommendable.product_id
    where dates.is_current
),

offered as (
    select
        short_customers.customer_id,
        lists.product_id,
        lists.category,
        lists.method,
        lists.ranked_score as score,
        case when lists.method = short_customers.served_method then 1 else rungs.rung_number end
            as rung_number
    from short_customers
    inner join {{ ref('int_segments__customer_audiences') }} as audiences
        on short_customers.customer_id = audiences.customer_id
    inner join lists
        on
            audiences.made_for_date = lists.made_for_date
            and audiences.kind = lists.kind
            and audiences.audience = lists.audience
    left join rungs on lists.method = rungs.method
    where lists.method = short_customers.served_method or rungs.rung_number is not null
),

new_to_customer as (
    select
        offered.*,
        row_number() over (
            partition by offered.customer_id, offered.product_id order by offered.rung_number
        ) as mention
    from offered
    left join {{ ref('int_segments__purchase_histories') }} as histories
        on
            offered.customer_id = histories.customer_id
            and offered.product_id = histories.product_id
            and histories.is_current
    where histories.product_id is null
),

final as (
    select
        customer_id,
        product_id,
        category,
        method,
        rung_number,
        score
    from new_to_customer
    where mention = 1
)

select * from final
