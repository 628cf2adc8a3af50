{#- A customer id without blanks and without the '.0' a spreadsheet's number column leaves. -#}
{% macro clean_customer_id(text) -%}
case
    when {{ customer_segments.matches(text, ' *[0-9]+[.]0 *') }} then trim(replace({{ text }}, '.0', ''))
    else {{ customer_segments.clean_text(text) }}
end
{%- endmacro %}
