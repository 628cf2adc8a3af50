{#-
  The sample standard deviation of a decimal, from exact sums so that the order of rows
  does not matter; null for a single row. counted: the column with the number of times that a
  row counts; left out: each row counts once.
-#}
{% macro exact_deviation(value, counted=none) -%}
{%- set total = 'count(*)' if counted is none else 'sum(' ~ counted ~ ')' -%}
{%- set times = '' if counted is none else ' * ' ~ counted -%}
case
            when {{ total }} >= 2
                then
                    sqrt(
                        greatest(
                            cast(
                                sum(cast({{ value }} as decimal(19, 6)) * cast({{ value }} as decimal(19, 6)){{ times }})
                                as double
                            )
                            - cast(sum({{ value }}{{ times }}) as double)
                            * cast(sum({{ value }}{{ times }}) as double) / {{ total }},
                            0
                        ) / ({{ total }} - 1)
                    )
        end
{%- endmacro %}
