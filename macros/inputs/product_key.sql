{#- The product code; whole orders share one code that is no product. -#}
{% macro product_key() -%}
{%- if var('segments_input_grain') == 'order' -%}
'(WHOLE ORDER)'
{%- else -%}
upper({{ customer_segments.clean_text('product_id') }})
{%- endif -%}
{%- endmacro %}

{#- The quantity; a whole order without one counts as one. -#}
{% macro quantity_number() -%}
{%- set number = customer_segments.parse_number('trim(quantity)') -%}
{%- if var('segments_input_grain') == 'order' -%}
coalesce({{ number }}, case when coalesce(trim(quantity), '') = '' then 1 end)
{%- else -%}
{{ number }}
{%- endif -%}
{%- endmacro %}
