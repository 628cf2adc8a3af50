{#- True if a number had blanks, thousands separators, another decimal mark or a currency sign. -#}
{% macro is_rewritten_number(text) %}not {{ customer_segments.regex_matches(text, '[+-]?[0-9]*([.][0-9]*)?') }}{% endmacro %}
