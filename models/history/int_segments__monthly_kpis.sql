-- One row per month and segment at its start, 'new' for first-time buyers and 'all' for everybody.
{{ config(materialized='view') }}
{#- without the price that was paid for a unit, the change of the value of an order is not split further -#}
{%- set knows_units = var('segments_input_grain') != 'order' %}
{%- set knows_price = knows_units and customer_segments.has_prices(is_paid=true) %}
{%- set change = 'parts.sales_amount - parts.previous_sales_amount' %}
{%- set rest = change ~ ' - parts.customers_part - parts.orders_part' %}
with

sums as (
    select * from {{ ref('int_segments__monthly_sums') }}
),

parts as (
    select
        *,
        {{ customer_segments.growth_part('active_count', '1', knows_price) }} as customers_part,
        {{ customer_segments.growth_part('order_count', 'active_count', knows_price) }} as orders_part,
        {{ customer_segments.growth_part('unit_count', 'order_count', knows_price) }} as basket_part
    from sums
),

final as (
    select
        parts.month_start,
        parts.segment_id,
        case parts.segment_id
            when 'all' then 'All customers'
            when 'new' then 'First order this month'
            else names.segment_name
        end as segment_name,
        parts.is_partial,
        cast(parts.customer_count as bigint) as customer_count,
        cast(parts.active_count as bigint) as active_customer_count,
        {{ customer_segments.divide('parts.active_count', 'parts.customer_count') }} as active_share,
        {{ customer_segments.divide('parts.retained_count', 'parts.previously_active_count') }}
            as retention_rate,
        {{ customer_segments.divide('parts.repeat_count', 'parts.active_count') }} as repeat_rate,
        cast(parts.order_count as bigint) as order_count,
        {{ customer_segments.divide('parts.order_count', 'parts.active_count') }}
            as orders_per_active_customer,
        {%- for name, count in {'units': 'unit_count', 'lines': 'product_line_count'}.items() %}
        case
            when {{ knows_units }} then {{ customer_segments.divide('parts.' ~ count, 'parts.order_count') }}
        end as {{ name }}_per_order,
        {%- endfor %}
        {{ customer_segments.divide('parts.sales_amount', 'parts.order_count') }} as average_order_value,
        cast(parts.sales_amount as decimal(18, 4)) as sales_amount,
        cast(parts.returned_amount as decimal(18, 4)) as returned_amount,
        cast(parts.sales_amount - parts.returned_amount as decimal(18, 4))
            as net_amount,
        cast(parts.sales_amount - parts.previous_sales_amount as decimal(18, 4))
            as sales_change,
        -- if the parts cannot be separated, the whole change is assigned to customers
        cast(
            coalesce(parts.customers_part, parts.sales_amount - parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_customers,
        cast(
            coalesce(parts.orders_part, 0 * parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_orders,
        cast(
            coalesce({{ 'parts.basket_part' if knows_price else rest }}, 0 * parts.previous_sales_amount)
            as decimal(18, 4)
        ) as sales_change_from_basket,
        cast(
            case
                when {{ knows_price }}
                    then coalesce({{ rest }} - parts.basket_part, 0 * parts.previous_sales_amount)
            end as decimal(18, 4)
        ) as sales_change_from_price,
        cast(year_before.sales_amount as decimal(18, 4)) as sales_amount_year_before,
        round({{ customer_segments.divide(
            'parts.sales_amount - year_before.sales_amount', 'year_before.sales_amount'
        ) }}, 6) as growth_on_year_before,
        seasons.season_index
    from parts
    -- complete months only: sales of a quarter that sells more every year are no growth
    left join sums as year_before
        on
            parts.segment_id = year_before.segment_id
            and parts.month_start = {{ customer_segments.add_months('year_before.month_start', 12) }}
            and not parts.is_partial
            and not year_before.is_partial
    left join {{ ref('int_segments__season_indexes') }} as seasons
        on
            parts.segment_id = seasons.segment_id
            and extract(month from parts.month_start) = seasons.calendar_month
    left join {{ ref('int_segments__segments') }} as names on parts.segment_id = names.segment_id
)

select {{ customer_segments.known_columns([
    'average_order_value', 'sales_amount', 'returned_amount', 'net_amount', 'sales_change',
    'sales_change_from_customers', 'sales_change_from_orders', 'sales_change_from_basket',
    'sales_change_from_price', 'sales_amount_year_before'
]) }} from final
