-- One row per ladder, which is a served method, segment, category and country, and product on it, in order.
with

ladders as (
    select distinct
        served_method,
        segment_id,
        category,
        country
    from {{ ref('int_segments__short_customers') }}
),

audiences as (
    select
        *,
        'shop' as kind,
        'all' as audience
    from ladders
    union all
    {% for kind, column in [('segment', 'segment_id'), ('category', 'category'), ('country', 'country')] -%}
    select
        *,
        '{{ kind }}' as kind,
        {{ column }} as audience
    from ladders
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

rungs as (
    {% for method in customer_segments.ladder_methods() -%}
    select
        '{{ method }}' as method,
        {{ loop.index + 1 }} as rung_number
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

offered as (
    select
        audiences.served_method,
        audiences.segment_id,
        audiences.category,
        audiences.country,
        top_products.method,
        top_products.product_id,
        recommendable.category as product_category,
        top_products.score * recommendable.priority as score,
        case when top_products.method = audiences.served_method then 1 else rungs.rung_number end
            as rung_number
    from audiences
    inner join {{ ref('int_segments__audience_products') }} as top_products
        on audiences.kind = top_products.kind and audiences.audience = top_products.audience
    inner join {{ ref('int_segments__recommendation_dates') }} as dates
        on top_products.made_for_date = dates.made_for_date
    inner join {{ ref('int_segments__recommendable_products') }} as recommendable
        on top_products.product_id = recommendable.product_id
    left join rungs on top_products.method = rungs.method
    where
        dates.is_current
        and (top_products.method = audiences.served_method or rungs.rung_number is not null)
),

mentioned as (
    select
        *,
        row_number() over (
            partition by served_method, segment_id, category, country, product_id order by rung_number
        ) as mention
    from offered
),

final as (
    select
        served_method,
        segment_id,
        category,
        country,
        method,
        product_id,
        product_category,
        score,
        rung_number,
        row_number() over (
            partition by served_method, segment_id, category, country
            order by rung_number, score desc, product_id
        ) as ladder_place
    from mentioned
    where mention = 1
)

select * from final
