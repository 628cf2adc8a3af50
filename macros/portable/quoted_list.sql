{#- Names as a list of SQL literals. -#}
{% macro quoted_list(names) %}{{ return("'" ~ names | join("', '") ~ "'") }}{% endmacro %}
