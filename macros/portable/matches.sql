{#- True where the whole text matches a regular expression. -#}
{% macro regex_matches(text, pattern) %}{{ return(adapter.dispatch('matches', 'customer_segments')(text, pattern)) }}{% endmacro %}
{% macro default__matches(text, pattern) %}regexp_full_match({{ text }}, '{{ pattern }}'){% endmacro %}
{% macro spark__matches(text, pattern) %}{{ text }} rlike '^(?:{{ pattern | replace("\\", "\\\\") }})$'{% endmacro %}
