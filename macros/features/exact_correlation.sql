{#- Pearson's correlation of two decimals of six digits from exact sums, whatever the order of rows. -#}
{% macro exact_correlation(first, second) -%}
{{ customer_segments.divide(
            customer_segments.exact_co_moment(first, second),
            'sqrt(' ~ customer_segments.exact_co_moment(first, first) ~ ') * sqrt('
            ~ customer_segments.exact_co_moment(second, second) ~ ')'
        ) }}
{%- endmacro %}

{#- The sum of products of deviations from the means. -#}
{% macro exact_co_moment(first, second) -%}
(
                cast(
                    sum(cast({{ first }} as decimal(19, 6)) * cast({{ second }} as decimal(19, 6)))
                    as {{ customer_segments.type_double() }}
                )
                - cast(sum({{ first }}) as {{ customer_segments.type_double() }})
                * cast(sum({{ second }}) as {{ customer_segments.type_double() }}) / count(*)
            )
{%- endmacro %}
