{#-
  The contribution of one factor to the change of sales: the logarithmic mean of both months'
  sales times the log of the factor's growth, so that the parts add up to the change. Null
  if a factor was or is 0, because the log is not defined.
-#}
{% macro growth_part(numerator, denominator, knows_units=true) -%}
case
            when previous_sales_amount > 0 and sales_amount > 0
                and previous_active_count > 0 and active_count > 0
                and previous_order_count > 0 and order_count > 0
                {%- if knows_units %}
                and previous_unit_count > 0 and unit_count > 0
                {%- endif %}
                then
                    cast(
                        case
                            when sales_amount = previous_sales_amount then cast(sales_amount as double)
                            else
                                cast(sales_amount - previous_sales_amount as double)
                                / (ln(cast(sales_amount as double)) - ln(cast(previous_sales_amount as double)))
                        end
                        * ln(
                            ({{ customer_segments.divide(numerator, denominator) }})
                            / ({{ customer_segments.divide('previous_' ~ numerator, 'previous_' ~ denominator if denominator != '1' else '1') }})
                        ) as decimal(18, 4)
                    )
        end
{%- endmacro %}
