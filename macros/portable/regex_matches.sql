{#- True where the whole text matches a regular expression. -#}
{% macro regex_matches(text, pattern) %}regexp_full_match({{ text }}, '{{ pattern }}'){% endmacro %}
