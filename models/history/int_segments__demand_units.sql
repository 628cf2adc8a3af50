-- One row per origin, segment at the origin, and all, and product: units before, after and a year earlier.
{%- set periods = [('recent_units', -56, -1)] %}
{%- for week in [1, 2, 3, 4] %}
{%- do periods.append(('units_' ~ week, 7 * week - 7, 7 * week - 1)) %}
{%- do periods.append(('last_year_units_' ~ week, 7 * week - 371, 7 * week - 365)) %}
{%- endfor %}
with

origins as (
    select * from {{ ref('int_segments__demand_origins') }}
),

-- days from the origin: 0 is its first day
days as (
    select
        origins.origin_date,
        product_days.customer_id,
        product_days.product_id,
        product_days.unit_count,
        {{ customer_segments.days_between('origins.origin_date', 'product_days.order_date') }} as day_number
    from origins
    inner join {{ ref('int_segments__product_days') }} as product_days
        on
            product_days.order_date >= {{ customer_segments.add_days('origins.origin_date', '-364') }}
            and product_days.order_date < {{ customer_segments.add_days('origins.origin_date', '28') }}
    where product_days.unit_count > 0
),

-- chosen by what was known at the origin
ranked as (
    select
        origin_date,
        product_id,
        row_number() over (partition by origin_date order by sum(unit_count) desc, product_id) as unit_rank
    from days
    where day_number >= -182 and day_number < 0
    group by origin_date, product_id
),

of_products as (
    select
        days.*,
        segments.segment_id
    from days
    inner join ranked on days.origin_date = ranked.origin_date and days.product_id = ranked.product_id
    left join {{ ref('int_segments__history_segments') }} as segments
        on days.origin_date = segments.as_of_date and days.customer_id = segments.customer_id
    where ranked.unit_rank <= {{ var('segments_top_product_count') }}
),

by_segment as (
    select
        origin_date,
        segment_id,
        product_id,
    {%- for name, first, last in periods %}
    cast(
        sum(case when day_number between {{ first }} and {{ last }} then unit_count else 0 end) as decimal(
            18, 4
        )
    ) as {{ name }}{% if not loop.last %},{% endif %}
    {%- endfor %}
    from of_products
    group by origin_date, segment_id, product_id
),

of_all as (
    select
        origin_date,
        'all' as segment_id,
        product_id,
        {%- for name, first, last in periods %}
        sum({{ name }}) as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from by_segment
    group by origin_date, product_id
),

sums as (
    select * from by_segment
    where segment_id is not null
    union all
    select * from of_all
),

final as (
    select
        origin_date,
        segment_id,
        product_id,
        {%- for name, first, last in periods %}
        cast({{ name }} as decimal(18, 4)) as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from sums
)

select * from final
