{#- Reads a CSV file of rules: a header of plain names, every column as text. -#}
{% macro read_file(path) %}{{ return(adapter.dispatch('read_file', 'customer_segments')(path)) }}{% endmacro %}
{% macro default__read_file(path) %}
    {{ return('read_csv(' ~ customer_segments.quoted(path) ~ ', all_varchar = true, header = true)') }}
{% endmacro %}
