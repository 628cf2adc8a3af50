{#-
  CTEs that keep the strongest neighbours of each product, by date and method, with their points. name: of the
  last CTE; weights: a CTE of made_for_date, method, product_number, neighbour_number and weight.
-#}
{% macro strongest_neighbours(name, weights) -%}
{{ name }}_packed as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.largest(
            customer_segments.packed_item(
                customer_segments.whole_number('weight', customer_segments.score_scale()), 'neighbour_number'
            ),
            customer_segments.tuning('neighbour_products')
        ) }} as packed_items
    from {{ weights }}
    where weight > 0
    group by made_for_date, method, product_number
),

{{ name }}_listed as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.unnested('packed_items') }} as packed_item
    from {{ name }}_packed
),

{{ name }} as (
    select
        made_for_date,
        method,
        product_number,
        {{ customer_segments.unpacked_number('packed_item') }} as neighbour_number,
        {{ customer_segments.unpacked_points('packed_item') }} as points
    from {{ name }}_listed
)
{%- endmacro %}
