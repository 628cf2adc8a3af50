{#-
  Dunning's likelihood ratio of two products being bought by the same customers; 0 where
  they share fewer customers than expected. Six digits, so that sums are exact.
-#}
{% macro likelihood_ratio(both, first, second, everyone) -%}
{%- set only_first = '(' ~ first ~ ' - ' ~ both ~ ')' -%}
{%- set only_second = '(' ~ second ~ ' - ' ~ both ~ ')' -%}
{%- set neither = '(' ~ everyone ~ ' - ' ~ first ~ ' - ' ~ second ~ ' + ' ~ both ~ ')' -%}
case
            when cast({{ both }} as double) * {{ everyone }}
                <= cast({{ first }} as double) * {{ second }} then 0
            else cast(greatest(0, 2 * (
                {{ customer_segments.x_log_x(both) }} + {{ customer_segments.x_log_x(only_first) }}
                + {{ customer_segments.x_log_x(only_second) }} + {{ customer_segments.x_log_x(neither) }}
                + {{ customer_segments.x_log_x(everyone) }}
                - {{ customer_segments.x_log_x(first) }}
                - {{ customer_segments.x_log_x('(' ~ everyone ~ ' - ' ~ first ~ ')') }}
                - {{ customer_segments.x_log_x(second) }}
                - {{ customer_segments.x_log_x('(' ~ everyone ~ ' - ' ~ second ~ ')') }}
            )) as decimal(18, 6))
        end
{%- endmacro %}

{#- x times its logarithm, 0 at 0. -#}
{% macro x_log_x(x) -%}
case when {{ x }} > 0 then {{ x }} * ln({{ x }}) else 0 end
{%- endmacro %}
