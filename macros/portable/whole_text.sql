{#- A number rounded to a whole number, as text with thousands separators, for sentences. -#}
{% macro whole_text(expression) %}{{ return(adapter.dispatch('whole_text', 'customer_segments')(expression)) }}{% endmacro %}
{% macro default__whole_text(expression) %}format('{:,}', cast(round({{ expression }}, 0) as bigint)){% endmacro %}
{% macro spark__whole_text(expression) %}format_number(cast(round({{ expression }}, 0) as bigint), 0){% endmacro %}

{#- A share in per cent, for sentences; a positive one that would be rounded to 0 % is said to be less than 1 %. -#}
{% macro share_text(share) -%}
case
                when {{ share }} > 0 and {{ share }} < 0.005 then 'less than 1 %'
                else {{ customer_segments.whole_text('100 * ' ~ share) }} || ' %'
            end
{%- endmacro %}
