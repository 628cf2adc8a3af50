{#- Texts of many rows as one, in the order of a key. -#}
{% macro ordered_text(text, key) %}{{ return(adapter.dispatch('ordered_text', 'customer_segments')(text, key)) }}{% endmacro %}
{% macro default__ordered_text(text, key) %}string_agg({{ text }}, '|' order by {{ key }}){% endmacro %}
{% macro spark__ordered_text(text, key) %}listagg({{ text }}, '|') within group (order by {{ key }}){% endmacro %}
