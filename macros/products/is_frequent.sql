{#- True if a set of products meets the minimum support, in share and in number of orders. -#}
{% macro is_frequent(order_count, all_order_count) -%}
({{ order_count }} >= {{ customer_segments.tuning('bundle_smallest_orders') }}
        and {{ order_count }} >= {{ customer_segments.tuning('bundle_smallest_support') }} * {{ all_order_count }})
{%- endmacro %}
