{#- A feature; null where it is made of money and the lines of the shop have no prices. -#}
{% macro known_money(feature) %}
    {%- set money = [
        'sales_amount', 'returned_amount', 'net_amount', 'sales_last_90_days', 'sales_last_365_days', 'average_order_value',
        'median_order_value', 'largest_order_value', 'spend_trend', 'average_unit_price', 'discount_share',
        'discounted_order_share', 'return_share'
    ] -%}
    {{ return(
        feature if customer_segments.has_prices() or feature not in money
        else 'case when false then ' ~ feature ~ ' end as ' ~ feature
    ) }}
{% endmacro %}
