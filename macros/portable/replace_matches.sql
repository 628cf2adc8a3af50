{#- Text with every match of a regular expression replaced. -#}
{% macro replace_matches(text, pattern, replacement) %}{{ return(adapter.dispatch('replace_matches', 'customer_segments')(text, pattern, replacement)) }}{% endmacro %}
{% macro default__replace_matches(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}
{% macro spark__replace_matches(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ customer_segments.java_pattern(pattern) }}', '{{ replacement | replace('\\', '$') }}'){% endmacro %}
