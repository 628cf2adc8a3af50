{#-
  Each customer's best products, as a list: what their purchases point to, less what they know.
  `histories` and `pointers` are the CTEs of int_segments__personal_candidates.
  Customers are taken in parts, one after the other: the points of everybody would not fit into memory.
-#}
{% macro best_places(parts, count) -%}
{% for part in range(parts) -%}
    select
        scored.customer_number,
        {{ customer_segments.largest('scored.place', count) }} as places
    from (
        select
            pile.customer_number,
            {{ customer_segments.place_number('sum(pile.points) / 100000', 'pile.product_number') }} as place
        from (
            select
                histories.customer_number,
                pointers.neighbour_number as product_number,
                histories.taste_points * pointers.neighbour_points as points
            from histories
            inner join pointers
                on
                    histories.segment_id = pointers.segment_id
                    and histories.product_number = pointers.product_number
            where
                histories.recency_rank <= {{ customer_segments.tuning('purchase_history_products') }}
                and histories.customer_number % {{ parts }} = {{ part }}
            union all
            -- what a customer knows is weighed down below nothing
            select
                customer_number,
                product_number,
                -1e16 as points
            from histories
            where customer_number % {{ parts }} = {{ part }}
        ) as pile
        group by pile.customer_number, pile.product_number
        having sum(pile.points) > 0
    ) as scored
    group by scored.customer_number
    {%- if not loop.last %}
    union all
    {% endif -%}
    {% endfor -%}
{%- endmacro %}
