{#- Text with every match of a regular expression replaced. -#}
{% macro replace_matches(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}
