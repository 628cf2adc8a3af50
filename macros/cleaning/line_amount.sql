{#- The money of a line: its stated total, or quantity times unit price less the discount; 0 where unreadable. -#}
{% macro line_amount() -%}
case
    when is_currency_unknown then 0
    else coalesce(
        stated_line_amount, round(quantity * unit_price, 4) - coalesce(discount_amount, 0), 0
    )
end
{%- endmacro %}
