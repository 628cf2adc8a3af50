{#- A feature; null where it is made of money without prices, or of discounts that no input states. -#}
{% macro known_feature(feature, states_discounts) %}
    {%- set discounts = ['discount_share', 'discounted_order_share'] -%}
    {%- set money = [
        'sales_amount', 'returned_amount', 'net_amount', 'sales_last_90_days', 'sales_last_365_days', 'average_order_value',
        'median_order_value', 'largest_order_value', 'spend_trend', 'average_unit_price', 'return_share'
    ] + discounts -%}
    {{ return(
        feature if (customer_segments.has_prices() or feature not in money)
            and (feature not in discounts or states_discounts)
        else 'case when false then ' ~ feature ~ ' end as ' ~ feature
    ) }}
{% endmacro %}

{#- Every column of a table; those that are money are null where the lines of the shop have no prices. -#}
{% macro known_columns(money) %}
    {%- if customer_segments.has_prices() -%}{{ return('*') }}{%- endif -%}
    {%- set values = [] -%}
    {%- for column in money -%}{%- do values.append('case when false then ' ~ column ~ ' end as ' ~ column) -%}{%- endfor -%}
    {{ return('* replace (' ~ values | join(', ') ~ ')') }}
{% endmacro %}
