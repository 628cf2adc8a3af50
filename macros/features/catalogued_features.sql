{#-
  The numeric features of int_segments__customer_features that profiles describe: the rows of
  segments_feature_catalog. A test keeps the two lists equal.
-#}
{% macro catalogued_features() %}
    {{ return(
        customer_segments.order_features() + customer_segments.lifetime_features()
        + customer_segments.attribute_features()
        + customer_segments.preference_features()
    ) }}
{% endmacro %}

{#- The features that every shop may have. -#}
{% macro order_features() %}
    {{ return([
        'days_since_last_order', 'tenure_days', 'active_span_days', 'overdue_ratio',
        'order_count', 'orders_last_90_days', 'orders_last_365_days', 'active_month_count',
        'average_days_between_orders', 'median_days_between_orders', 'days_between_orders_variation',
        'sales_amount', 'net_amount', 'sales_last_90_days', 'sales_last_365_days',
        'average_order_value', 'median_order_value', 'largest_order_value', 'spend_trend',
        'average_lines_per_order', 'average_units_per_order', 'average_unit_price',
        'discount_share', 'discounted_order_share', 'return_share', 'weekend_order_share',
        'evening_order_share', 'fourth_quarter_order_share', 'distinct_product_count',
        'repeat_product_share', 'product_variety', 'distinct_category_count',
        'top_category_share', 'category_concentration', 'age', 'income'
    ]) }}
{% endmacro %}

{#-
  The features that lifetime value predicts, if one of them is a clustering feature; otherwise
  the clusters do not depend on lifetime value.
-#}
{% macro lifetime_features() %}
    {%- if 'predicted_value' not in var('segments_clustering_features') -%}{{ return([]) }}{%- endif -%}
    {%- if var('segments_using_lifetime_value') | string | lower == 'false' -%}
        {%- do exceptions.raise_dependency_error(
            'segments_clustering_features.predicted_value needs lifetime value; set segments_using_lifetime_value '
            ~ 'to true or remove the feature.'
        ) -%}
    {%- endif -%}
    {{ return(['predicted_value']) }}
{% endmacro %}
