{#- A number as short text for sentences: one decimal below ten, whole above. -#}
{% macro short_number(expression) -%}
case
                when abs({{ expression }}) < 9.95 and abs({{ expression }} - round({{ expression }}, 0)) >= 0.05
                    then cast(cast(round({{ expression }}, 1) as decimal(18, 1)) as string)
                else {{ customer_segments.whole_text(expression) }}
            end
{%- endmacro %}
