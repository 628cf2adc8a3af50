{#- Text in Unicode's composed form, so that equal letters are equal bytes. -#}
{% macro composed(text) %}{{ return(adapter.dispatch('composed', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__composed(text) %}{{ text }}{% endmacro %}
{% macro duckdb__composed(text) %}nfc_normalize({{ text }}){% endmacro %}
