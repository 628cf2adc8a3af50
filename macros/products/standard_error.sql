{#- The standard error of a mean, from the exact sum and sum of squares; 0 for a single value. -#}
{% macro standard_error(total, squares, count) -%}
{%- set double = customer_segments.type_double() -%}
{%- set spread = '(cast(' ~ squares ~ ' as ' ~ double ~ ') - cast(' ~ total ~ ' as ' ~ double ~ ') * cast(' ~ total
    ~ ' as ' ~ double ~ ') / ' ~ count ~ ')' -%}
case
            when {{ count }} > 1 and {{ spread }} > 0 then sqrt({{ spread }} / {{ count }} / ({{ count }} - 1))
            else 0
        end
{%- endmacro %}
