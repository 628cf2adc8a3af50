{#-
  The contribution of one factor to the change of sales: the logarithmic mean of both months'
  sales times the log of the factor's growth, so that the parts add up to the change. Null
  if a factor was or is 0, because the log is not defined.
-#}
{% macro growth_part(numerator, denominator) -%}
case
            when previous_sales_amount > 0 and sales_amount > 0
                and previous_active_count > 0 and active_count > 0
                and previous_order_count > 0 and order_count > 0
                and previous_unit_count > 0 and unit_count > 0
                then
                    cast(
                        {{ customer_segments.logarithmic_mean('sales_amount', 'previous_sales_amount') }}
                        * ln(
                            ({{ customer_segments.divide(numerator, denominator) }})
                            / ({{ customer_segments.divide('previous_' ~ numerator, 'previous_' ~ denominator if denominator != '1' else '1') }})
                        ) as decimal(18, 4)
                    )
        end
{%- endmacro %}

{#- The logarithmic mean of two positive numbers: between the geometric and the arithmetic. -#}
{% macro logarithmic_mean(first, second) -%}
case
                            when {{ first }} = {{ second }}
                                then cast({{ first }} as double)
                            else
                                cast({{ first }} - {{ second }} as double)
                                / (
                                    ln(cast({{ first }} as double))
                                    - ln(cast({{ second }} as double))
                                )
                        end
{%- endmacro %}
