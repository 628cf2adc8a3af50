{#- Whole points and a product's number in one number that sorts by points, and of equals by the first product. -#}
{% macro place_number(points, product_number) -%}
cast(floor({{ points }}) as bigint) * 10000000 + 9999999 - {{ product_number }}
{%- endmacro %}

{% macro placed_product(place_number) -%}
9999999 - {{ place_number }} % 10000000
{%- endmacro %}

{% macro placed_points(place_number) -%}
round(({{ place_number }} - {{ place_number }} % 10000000) / cast(10000000 as {{ customer_segments.type_double() }}), 0)
{%- endmacro %}
