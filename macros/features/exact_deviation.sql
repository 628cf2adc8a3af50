{#-
  The sample standard deviation of a decimal, from exact sums so that the order of rows
  does not matter; null for a single row.
-#}
{% macro exact_deviation(value) -%}
case
            when count(*) >= 2
                then
                    sqrt(
                        greatest(
                            cast(
                                sum(cast({{ value }} as decimal(19, 6)) * cast({{ value }} as decimal(19, 6)))
                                as {{ customer_segments.type_double() }}
                            )
                            - cast(sum({{ value }}) as {{ customer_segments.type_double() }})
                            * cast(sum({{ value }}) as {{ customer_segments.type_double() }}) / count(*),
                            0
                        ) / (count(*) - 1)
                    )
        end
{%- endmacro %}
