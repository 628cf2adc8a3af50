{#-
  The coefficient of variation (sample standard deviation over mean) from exact sums, so
  that it does not depend on the order of rows; null below two values or at a mean of 0.
-#}
{% macro variation(total, total_of_squares, value_count) -%}
case
    when {{ value_count }} >= 2 and {{ total }} > 0
        then
            sqrt(
                greatest(
                    cast({{ total_of_squares }} as double)
                    - cast({{ total }} as double)
                    * cast({{ total }} as double) / ({{ value_count }}),
                    0
                ) / ({{ value_count }} - 1)
            ) / (cast({{ total }} as double) / ({{ value_count }}))
end
{%- endmacro %}
