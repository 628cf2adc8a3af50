{#-
  Pearson's correlation of two decimals of six digits, from exact sums, independent of the order of
  rows. Null if one of them is almost constant: the remainder is rounding.
-#}
{% macro exact_correlation(first, second) -%}
case
            when
                {{ customer_segments.varies(first) }}
                and {{ customer_segments.varies(second) }}
                then
                    least(greatest({{ customer_segments.divide(
                        customer_segments.exact_co_moment(first, second),
                        'sqrt(' ~ customer_segments.exact_co_moment(first, first) ~ ') * sqrt('
                        ~ customer_segments.exact_co_moment(second, second) ~ ')'
                    ) }}, -1), 1)
        end
{%- endmacro %}

{#- True where the values of a group differ by more than rounding. -#}
{% macro varies(value) -%}
{{ customer_segments.exact_co_moment(value, value) }} > 0.000000000001 * cast(
                    sum(cast({{ value }} as decimal(19, 6)) * cast({{ value }} as decimal(19, 6)))
                    as double
                )
{%- endmacro %}

{#- The sum of products of deviations from the means. -#}
{% macro exact_co_moment(first, second) -%}
(
                cast(
                    sum(cast({{ first }} as decimal(19, 6)) * cast({{ second }} as decimal(19, 6)))
                    as double
                )
                - cast(sum({{ first }}) as double)
                * cast(sum({{ second }}) as double) / count(*)
            )
{%- endmacro %}
