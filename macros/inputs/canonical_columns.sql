{#- The inputs; only the first is required. -#}
{% macro inputs() %}{{ return(['transactions', 'customers', 'products', 'campaign_contacts']) }}{% endmacro %}

{#- Every column an input may have, in order. -#}
{% macro canonical_columns(input) %}
    {{ return({
        'transactions': [
            'order_id', 'order_line_id', 'customer_id', 'product_id', 'product_name', 'category', 'ordered_at', 'quantity',
            'unit_price', 'discount_amount', 'line_amount', 'cost', 'currency', 'channel', 'store_id', 'country'
        ],
        'customers': [
            'customer_id', 'birth_date', 'age', 'gender', 'income', 'city', 'region', 'country'
        ] + customer_segments.customer_measures() + customer_segments.customer_attributes(),
        'products': ['product_id', 'product_name', 'category', 'unit_cost', 'unit_price', 'stock_unit_count'],
        'campaign_contacts': [
            'campaign_id', 'customer_id', 'contacted_at', 'contact_group', 'channel', 'cost', 'responded_at'
        ]
    }[input]) }}
{% endmacro %}

{#- Order features that a shop without transactions may state. -#}
{% macro customer_measures() %}
    {{ return([
        'days_since_last_order', 'tenure_days', 'order_count', 'sales_amount', 'average_order_value', 'average_unit_price'
    ]) }}
{% endmacro %}

{#- The additional customer attributes, by name. -#}
{% macro customer_attributes() %}{{ return((var('segments_customer_attributes') or {}).keys() | sort) }}{% endmacro %}

{#- The required columns of an input. -#}
{% macro needed_columns(input) %}
    {%- if input == 'customers' -%}{{ return(['customer_id']) }}{%- endif -%}
    {%- if input == 'products' -%}{{ return(['product_id']) }}{%- endif -%}
    {%- if input == 'campaign_contacts' -%}
        {{ return(['campaign_id', 'customer_id', 'contacted_at', 'contact_group']) }}
    {%- endif -%}
    {%- set mapping = customer_segments.input_setting('transactions', 'columns') -%}
    {%- set money = 'line_amount' if 'line_amount' in mapping else 'unit_price' -%}
    {%- if var('segments_input_grain') == 'order' -%}
        {{ return(['order_id', 'customer_id', 'ordered_at', money]) }}
    {%- endif -%}
    {{ return(['order_id', 'customer_id', 'product_id', 'ordered_at', 'quantity', money]) }}
{% endmacro %}
