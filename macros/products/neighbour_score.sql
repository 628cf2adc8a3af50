{#- Evidence added up over what a customer bought: in trillionths, whole numbers, so that the sum is exact. -#}
{% macro neighbour_score(seed_weight, neighbour_weight) -%}
cast(sum(cast(round({{ seed_weight }} * {{ neighbour_weight }} * 1000000000000, 0) as bigint))
        as {{ customer_segments.type_double() }}) / 1000000000000
{%- endmacro %}
