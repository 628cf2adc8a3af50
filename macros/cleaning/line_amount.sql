{#-
  The money of a line: its stated total, or quantity times unit price less the discount, which makes
  the refund of a return smaller too; 0 where unreadable.
-#}
{% macro line_amount() -%}
case
    when is_currency_unknown then 0
    else coalesce(
        stated_line_amount, coalesce(exact_amount, {{ customer_segments.money_product('quantity', 'unit_price') }})
        - coalesce({{ customer_segments.signed_discount() }}, 0), 0
    )
end
{%- endmacro %}

{#- The discount of a line with the sign of its quantity: of a return it is not paid back. -#}
{% macro signed_discount() -%}
case when quantity < 0 or {{ customer_segments.is_refund() }} then -abs(discount_amount) else discount_amount end
{%- endmacro %}

{#- A quantity times a price as money; null where decimal(18, 4) cannot hold sums of it. -#}
{% macro money_product(quantity, price) -%}
case
    when abs(cast({{ quantity }} as decimal(20, 4)) * {{ price }}) < {{ customer_segments.largest_line_amount() }}
        then cast(round(cast({{ quantity }} as decimal(20, 4)) * {{ price }}, 4) as decimal(18, 4))
end
{%- endmacro %}

{#- A quantity times a price of many digits as money. -#}
{% macro money_of_doubles(quantity, price) -%}
case
    when abs(cast({{ quantity }} as double) * cast({{ price }} as double)) < {{ customer_segments.largest_line_amount() }}
        then cast(round(cast({{ quantity }} as double) * cast({{ price }} as double), 4) as decimal(18, 4))
end
{%- endmacro %}

{#- The largest money of one line. -#}
{% macro largest_line_amount() %}{{ return('1000000000000') }}{% endmacro %}
