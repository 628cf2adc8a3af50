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
                                as double
                            )
                            - cast(sum({{ value }}) as double)
                            * cast(sum({{ value }}) as double) / count(*),
                            0
                        ) / (count(*) - 1)
                    )
        end
{%- endmacro %}
