{#- What the discounts of an input are stated as: amount, share or per_cent of the line's gross money. -#}
{% macro discount_as(input) %}
    {%- set wanted = customer_segments.input_setting(input, 'columns').get('discount_amount') -%}
    {{ return(wanted.get('as', 'amount') if wanted is mapping else 'amount') }}
{% endmacro %}

{#- The stated discount as a number: an amount, or a share from 0 to 1; blank is none, null is unreadable. -#}
{% macro discount_number(text, input='transactions') -%}
{%- set stated = "coalesce(nullif(trim(" ~ text ~ "), ''), '0')" -%}
{%- if customer_segments.discount_as(input) == 'amount' -%}
{{ customer_segments.parse_money(stated, input) }}
{%- else -%}
{%- set per_cent = customer_segments.discount_as(input) == 'per_cent' -%}
{%- set plain = "trim(replace(" ~ stated ~ ", '%', ''))" if per_cent else stated -%}
{%- set point = "replace(" ~ plain ~ ", ',', '.')" if customer_segments.input_setting(input, 'decimal') == 'comma' else plain -%}
{#- finer than money: a third of a price is 0.3333333333 of it -#}
case
    when {{ customer_segments.parse_number(plain, input) }} between 0 and {{ 100 if per_cent else 1 }}
        then round(try_cast({{ point }} as decimal(18, 12)) * {{ 'cast(0.01 as decimal(4, 2))' if per_cent else '1' }}, 10)
end
{%- endif -%}
{%- endmacro %}

{#- The discount of a line as money, from the number of discount_number and the line's gross money. -#}
{% macro discount_money(number, gross, input='transactions') -%}
{%- if customer_segments.discount_as(input) == 'amount' -%}
{{ number }}
{%- else -%}
{{ customer_segments.exact_product(gross, number) }}
{%- endif -%}
{%- endmacro %}
