-- One row per customer with an order, where every cluster has one prototype: the nearest and the second.
{%- set clusters = customer_segments.largest_cluster_numbers() %}
{{ config(materialized='view') }}
with

-- all centres in one row, so that a customer is scored within their own row
centres as (
    select
        {{ customer_segments.centre_columns() }}
    from {{ ref('int_segments__prototypes') }}
    where is_centre
    having count(*) > 0
),

distances as (
    select
        customers.customer_id,
        {%- for cluster in clusters %}
        {{ customer_segments.centre_square(cluster) }} as square_{{ cluster }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_segments__customer_scaled') }} as customers
    cross join centres
),

nearest as (
    select
        *,
        least(
            {{ customer_segments.centre_squares() }}
        ) as square
    from distances
),

labelled as (
    select
        *,
        {{ customer_segments.centre_with('square') }} as cluster
    from nearest
),

second as (
    select
        *,
        {{ customer_segments.least_other_square() }} as second_square
    from labelled
),

final as (
    select
        customer_id,
        cluster,
        sqrt(square) as distance,
        case
            when second_square = {{ customer_segments.nowhere() }} then null
            when second_square > square then {{ customer_segments.centre_with('second_square') }}
            -- just as near as the first
            {%- for cluster in clusters %}
            when cluster <> {{ cluster }} and second_square = square_{{ cluster }} then {{ cluster }}
            {%- endfor %}
        end as second_cluster,
        case when second_square < {{ customer_segments.nowhere() }} then sqrt(second_square) end
            as second_distance
    from second
)

select * from final
