{#-
  The features that any shop can have: name, where it comes from, family, unit, label, and the words
  for much and little of it. Where: orders for a column of int_segments__customer_order_features,
  which is known at any past date; products and customers for the other columns of
  int_segments__customer_features; lifetime_value for what that module predicts.
-#}
{% macro feature_list() %}
    {{ return([
        ('days_since_last_order', 'orders', 'recency', 'days', 'Days since last order', 'long gone', 'recently active'),
        ('tenure_days', 'orders', 'recency', 'days', 'Days since first order', 'long-standing', 'new'),
        ('active_span_days', 'orders', 'recency', 'days', 'Days between first and last order', 'buying over a long time', 'buying over a short time'),
        ('overdue_ratio', 'orders', 'recency', 'ratio', 'Days since last order over the usual gap', 'overdue', 'on schedule'),
        ('order_count', 'orders', 'frequency', 'orders', 'Orders', 'frequent', 'infrequent'),
        ('orders_last_90_days', 'orders', 'frequency', 'orders', 'Orders in the last 90 days', 'busy lately', 'quiet lately'),
        ('orders_last_365_days', 'orders', 'frequency', 'orders', 'Orders in the last 365 days', 'busy this year', 'quiet this year'),
        ('active_month_count', 'orders', 'frequency', 'months', 'Months with an order', 'active in many months', 'active in few months'),
        ('average_days_between_orders', 'orders', 'frequency', 'days', 'Average days between orders', 'widely spaced', 'closely spaced'),
        ('median_days_between_orders', 'orders', 'frequency', 'days', 'Median days between orders', 'widely spaced', 'closely spaced'),
        ('days_between_orders_variation', 'orders', 'frequency', 'ratio', 'Variation of the days between orders', 'irregular', 'regular'),
        ('sales_amount', 'orders', 'value', 'currency', 'Sales', 'high-spending', 'low-spending'),
        ('net_amount', 'orders', 'value', 'currency', 'Sales after returns', 'high-value', 'low-value'),
        ('sales_last_90_days', 'orders', 'value', 'currency', 'Sales in the last 90 days', 'spending now', 'not spending now'),
        ('sales_last_365_days', 'orders', 'value', 'currency', 'Sales in the last 365 days', 'spending this year', 'not spending this year'),
        ('average_order_value', 'orders', 'value', 'currency', 'Average order value', 'large orders', 'small orders'),
        ('median_order_value', 'orders', 'value', 'currency', 'Median order value', 'large orders', 'small orders'),
        ('largest_order_value', 'orders', 'value', 'currency', 'Largest order', 'one large order', 'no large order'),
        ('predicted_value', 'lifetime_value', 'value', 'currency', 'Predicted value of the next 12 months', 'of high future value', 'of low future value'),
        ('spend_trend', 'orders', 'value', 'change', 'Change of spend over the last 90 days', 'growing', 'shrinking'),
        ('average_lines_per_order', 'orders', 'behaviour', 'lines', 'Product lines per order', 'broad baskets', 'narrow baskets'),
        ('average_units_per_order', 'orders', 'behaviour', 'units', 'Units per order', 'many units', 'few units'),
        ('average_unit_price', 'orders', 'preference', 'currency', 'Average price of a unit', 'premium products', 'low-priced products'),
        ('discount_share', 'orders', 'preference', 'share', 'Share of the list price saved', 'bargain-seeking', 'full-price'),
        ('discounted_order_share', 'orders', 'preference', 'share', 'Share of orders with a discount', 'often discounted', 'seldom discounted'),
        ('return_share', 'orders', 'behaviour', 'share', 'Returns as a share of sales', 'returning much', 'returning little'),
        ('weekend_order_share', 'orders', 'behaviour', 'share', 'Share of orders at the weekend', 'weekend buyers', 'weekday buyers'),
        ('evening_order_share', 'orders', 'behaviour', 'share', 'Share of orders after 18:00', 'evening buyers', 'daytime buyers'),
        ('fourth_quarter_order_share', 'orders', 'behaviour', 'share', 'Share of orders in October to December', 'pre-Christmas buyers', 'buyers outside the season'),
        ('distinct_product_count', 'products', 'preference', 'products', 'Different products bought', 'wide range', 'narrow range'),
        ('repeat_product_share', 'products', 'preference', 'share', 'Share of products bought more than once', 'loyal to products', 'trying new products'),
        ('product_variety', 'products', 'preference', 'ratio', 'Different products per line bought', 'varied baskets', 'repeated baskets'),
        ('distinct_category_count', 'products', 'preference', 'categories', 'Different categories bought', 'many categories', 'few categories'),
        ('top_category_share', 'products', 'preference', 'share', 'Share of lines in the largest category', 'specialised', 'all-round'),
        ('category_concentration', 'products', 'preference', 'ratio', 'Concentration over categories', 'specialised', 'all-round'),
        ('age', 'customers', 'attributes', 'years', 'Age', 'older', 'younger'),
        ('income', 'customers', 'attributes', 'currency', 'Income', 'higher income', 'lower income')
    ]) }}
{% endmacro %}

{#- The names of the features of some places; see feature_list. -#}
{% macro features_of(places) %}
    {%- set found = [] -%}
    {%- for feature in customer_segments.feature_list() if feature[1] in places -%}
        {%- do found.append(feature[0]) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- The features that are known at any past date. -#}
{% macro dated_features() %}{{ return(customer_segments.features_of(['orders'])) }}{% endmacro %}

{#- The features that every shop may have. -#}
{% macro standard_features() %}{{ return(customer_segments.features_of(['orders', 'products', 'customers'])) }}{% endmacro %}

{#- Every numeric feature of int_segments__customer_features in this shop: what profiles describe. -#}
{% macro catalogued_features() %}
    {{ return(
        customer_segments.standard_features() + customer_segments.lifetime_features()
        + customer_segments.attribute_features() + customer_segments.preference_features()
    ) }}
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

{#- True if every clustering feature is known for any past date. -#}
{% macro is_history_dated() %}
    {%- for feature in customer_segments.clustering_features() if feature not in customer_segments.dated_features() -%}
        {{ return('false') }}
    {%- endfor -%}
    {{ return('true') }}
{% endmacro %}
