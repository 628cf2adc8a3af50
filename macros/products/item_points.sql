{#-
  The score of an item for a customer, in whole points: the sum over the customer's purchases of
  recency weight times neighbour weight. Both weights are whole numbers on the scales below, so
  that sums of floats are exact. The back-test and serving use this one expression.
-#}
{% macro item_points(products) -%}
floor(sum({{ products }}) / {{ customer_segments.recency_weight_scale() }})
{%- endmacro %}

{#-
  The score of a product the customer has bought before: their purchases, each halved with time, times
  the product's trend to a power that keeps the own history first.
-#}
{% macro repeat_score(repeat_weight, trend) -%}
{{ repeat_weight }} / {{ customer_segments.recency_weight_scale() }}
        * power({{ trend }}, {{ customer_segments.tuning('repeat_trend_weight') }})
{%- endmacro %}

{#- What a recency weight of 1 is stored as. -#}
{% macro recency_weight_scale() %}100000{% endmacro %}

{#- What a neighbour weight, or a score, of 1 is in points. -#}
{% macro score_scale() %}100000000{% endmacro %}

{#-
  Points and product number in one whole number that sorts by points, then by the first product: the
  largest of such numbers cost a fifth of a window or of structs. product_number stays below the limit,
  which a test of int_segments__recommendable_products checks.
-#}
{% macro packed_item(points, product_number) -%}
cast({{ points }} as bigint) * {{ customer_segments.product_number_limit() }} + {{ customer_segments.product_number_limit() }} - 1 - {{ product_number }}
{%- endmacro %}

{% macro unpacked_number(packed_item) -%}
{{ customer_segments.product_number_limit() }} - 1 - {{ packed_item }} % {{ customer_segments.product_number_limit() }}
{%- endmacro %}

{% macro unpacked_points(packed_item) -%}
round(
            ({{ packed_item }} - {{ packed_item }} % {{ customer_segments.product_number_limit() }})
            / cast({{ customer_segments.product_number_limit() }} as double), 0
        )
{%- endmacro %}

{% macro product_number_limit() %}10000000{% endmacro %}
