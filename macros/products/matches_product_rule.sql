{#- True if a code and a name of a relation are those of a rule of segments_non_product_rules. -#}
{% macro matches_product_rule(relation) -%}
{{ relation }}.product_id like rules.product_code_pattern escape '!'
        and upper(coalesce({{ relation }}.product_name, '')) like rules.product_name_pattern escape '!'
{%- endmacro %}
