{#- What the discounts of an input are stated as: amount, share or per_cent of the line's gross money. -#}
{% macro discount_as(input) %}
    {%- set wanted = customer_segments.input_setting(input, 'columns').get('discount_amount') -%}
    {{ return(wanted.get('as', 'amount') if wanted is mapping else 'amount') }}
{% endmacro %}

{#- Whether an input has a column of discounts; without one they are unknown, not 0. -#}
{% macro states_discounts() %}
    {%- for input in ['transactions', 'orders'] if input == 'transactions' or customer_segments.has_input(input) -%}
        {%- set columns = customer_segments.first_columns(input) -%}
        {%- set wanted = customer_segments.wanted_column(input, 'discount_amount', columns) -%}
        {%- if wanted is mapping or wanted is string and (not columns or wanted | lower in columns) -%}{{ return(true) }}{%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
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

{#-
  The discount of a line as money, from the number of discount_number: a share is one of the line's gross money, or
  where only its total is stated, which is net, of that total and the discount together.
-#}
{% macro discount_money(number, gross, net) -%}
{%- if customer_segments.discount_as('transactions') == 'amount' -%}
{{ number }}
{%- else -%}
case
    when {{ gross }} is not null or {{ net }} is null then {{ customer_segments.exact_product(gross, number) }}
    when {{ number }} = 1 then 0
    else try_cast(
        round(cast({{ net }} as double) * cast({{ number }} as double) / (1 - cast({{ number }} as double)), 4)
        as decimal(18, 4)
    )
end
{%- endif -%}
{%- endmacro %}
