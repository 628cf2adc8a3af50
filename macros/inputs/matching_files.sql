{#- The files that match a path or pattern, in order of their names. -#}
{% macro matching_files(pattern) %}{{ return(adapter.dispatch('matching_files', 'customer_segments')(pattern)) }}{% endmacro %}

{% macro default__matching_files(pattern) %}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set found = run_query('select file from glob(' ~ customer_segments.quoted(pattern) ~ ') order by file') -%}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}
