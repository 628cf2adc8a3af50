{#- True where enough orders hold a set of products, in share and in number. -#}
{% macro is_frequent(order_count, all_order_count) -%}
({{ order_count }} >= {{ customer_segments.tuning('bundle_smallest_orders') }}
        and {{ order_count }} >= {{ customer_segments.tuning('bundle_smallest_support') }} * {{ all_order_count }})
{%- endmacro %}
