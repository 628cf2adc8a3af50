-- One row per known customer and dimension: their level, or 'unknown'.
{%- set ages = [25, 35, 45, 55, 65] %}
{%- set dimensions = [
    'gender', 'age_band', 'income_band', 'country', 'region', 'city', 'channel', 'preferred_category', 'rfm_segment'
] %}
with

income_thirds as (
    select
        {{ customer_segments.quantile('income', 0.333333333, 4) }} as lower_third,
        {{ customer_segments.quantile('income', 0.666666667, 4) }} as upper_third
    from {{ ref('int_segments__customers') }}
),

channel_orders as (
    select
        customer_id,
        channel,
        count(*) as order_count
    from {{ ref('int_segments__orders') }}
    where is_purchase and channel is not null
    group by customer_id, channel
),

channels as (
    select
        customer_id,
        channel,
        row_number() over (partition by customer_id order by order_count desc, channel) as channel_rank
    from channel_orders
),

category_lines as (
    select
        customer_id,
        category,
        row_number() over (
            partition by customer_id order by sale_line_count desc, sales_amount desc, category
        ) as category_rank
    from {{ ref('int_segments__customer_categories') }}
),

wide as (
    select
        customers.customer_id,
        customers.gender,
        case
            when customers.stated_age_band is not null then customers.stated_age_band
            when customers.age < {{ ages[0] }} then 'under {{ ages[0] }}'
            {%- for age in ages[1:] %}
            when customers.age < {{ age }} then '{{ ages[loop.index0] }} to {{ age - 1 }}'
            {%- endfor %}
            when customers.age >= {{ ages[-1] }} then '{{ ages[-1] }} and over'
        end as age_band,
        case
            when customers.stated_income_band is not null then customers.stated_income_band
            when customers.income <= income_thirds.lower_third then 'lower third'
            when customers.income <= income_thirds.upper_third then 'middle third'
            when customers.income is not null then 'upper third'
        end as income_band,
        customers.country,
        customers.region,
        customers.city,
        channels.channel,
        category_lines.category as preferred_category,
        case when rfm.customer_id is null then 'No orders on record' else rfm.rfm_segment end as rfm_segment
    from {{ ref('int_segments__customers') }} as customers
    cross join income_thirds
    left join channels on customers.customer_id = channels.customer_id and channels.channel_rank = 1
    left join category_lines
        on customers.customer_id = category_lines.customer_id and category_lines.category_rank = 1
    left join {{ ref('int_segments__customer_rfm') }} as rfm
        on customers.customer_id = rfm.customer_id and rfm.is_current
),

final as (
    {%- for dimension in dimensions %}
    select
        customer_id,
        '{{ dimension }}' as dimension,
        coalesce({{ dimension }}, 'unknown') as level
    from wide
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
