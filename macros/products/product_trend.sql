{#-
  The trend of a product: its recent buyers, each halved with time, over its buyers. Additive smoothing
  keeps products that hardly sold from a high trend.
-#}
{% macro product_trend(decayed_buyer_count, buyer_count) -%}
power(
            cast({{ decayed_buyer_count }} + 1 as double)
            / ({{ buyer_count }} + {{ customer_segments.tuning('trend_prior_buyers') }}),
            {{ customer_segments.tuning('trend_weight') }}
        )
{%- endmacro %}
