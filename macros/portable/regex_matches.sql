{#- True where the whole text matches a regular expression. -#}
{% macro regex_matches(text, pattern) %}{{ return(adapter.dispatch('regex_matches', 'customer_segments')(text, pattern)) }}{% endmacro %}
{% macro default__regex_matches(text, pattern) %}regexp_full_match({{ text }}, '{{ pattern }}'){% endmacro %}
{% macro spark__regex_matches(text, pattern) %}regexp_like({{ text }}, '{{ customer_segments.java_pattern('^(?:' ~ pattern ~ ')\\z') }}'){% endmacro %}

{#- A regular expression as a literal of Spark, which reads a backslash as the beginning of an escape. -#}
{% macro java_pattern(pattern) %}{{ return(pattern | replace('(?i)', '(?iu)') | replace('\\', '\\\\')) }}{% endmacro %}
