{#-
  The features that are known for any past date: the columns of
  int_segments__customer_order_features and features derived from them.
-#}
{% macro dated_features() %}
    {{ return([
        'days_since_last_order', 'tenure_days', 'active_span_days', 'overdue_ratio',
        'order_count', 'orders_last_90_days', 'orders_last_365_days', 'active_month_count',
        'average_days_between_orders', 'median_days_between_orders', 'days_between_orders_variation',
        'sales_amount', 'net_amount', 'sales_last_90_days', 'sales_last_365_days',
        'average_order_value', 'median_order_value', 'largest_order_value', 'spend_trend',
        'average_lines_per_order', 'average_units_per_order', 'average_unit_price',
        'discount_share', 'discounted_order_share', 'return_share', 'weekend_order_share',
        'evening_order_share', 'fourth_quarter_order_share'
    ]) }}
{% endmacro %}

{#- True if every clustering feature is known for any past date. -#}
{% macro is_history_dated() %}
    {%- for feature in customer_segments.clustering_features() if feature not in customer_segments.dated_features() -%}
        {{ return('false') }}
    {%- endfor -%}
    {{ return('true') }}
{% endmacro %}
