{#- True where a number that was read carried blanks, groups, another decimal mark or a currency sign. -#}
{% macro is_rewritten_number(text) %}not {{ customer_segments.regex_matches(text, '[+-]?[0-9]*([.][0-9]*)?') }}{% endmacro %}
