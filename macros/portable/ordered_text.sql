{#- Texts of many rows as one, in the order of a key. -#}
{% macro ordered_text(text, key) %}string_agg({{ text }}, '|' order by {{ key }}){% endmacro %}
