{#- Money in the shop's currency. -#}
{% macro converted(amount) %}case when rate = 1 then {{ amount }} else cast(round({{ amount }} * rate, 4) as decimal(18, 4)) end{% endmacro %}

{#- True in SQL where the mapping takes prices from the products input. -#}
{% macro reads_listed_prices() %}
    {%- set wanted = customer_segments.input_setting('transactions', 'columns').get('unit_price') -%}
    {{ return('true' if wanted is mapping and 'from_products' in wanted else 'false') }}
{% endmacro %}
