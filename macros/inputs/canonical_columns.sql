{#- The inputs; only the first is required. -#}
{% macro inputs() %}
    {{ return(['transactions', 'customers', 'products', 'campaign_contacts', 'orders', 'payments']) }}
{% endmacro %}

{#- Every column an input may have, in order. -#}
{% macro canonical_columns(input) %}
    {{ return({
        'transactions': [
            'order_id', 'order_line_id', 'customer_id', 'product_id', 'product_name', 'category', 'ordered_at', 'quantity',
            'unit_price', 'discount_amount', 'line_amount', 'cost', 'currency', 'channel', 'store_id', 'country',
            'status', 'cancelled_at'
        ],
        'customers': [
            'customer_id', 'birth_date', 'age', 'gender', 'income', 'city', 'region', 'country', 'updated_at'
        ] + customer_segments.customer_measures() + customer_segments.customer_attributes(),
        'products': ['product_id', 'product_name', 'category', 'unit_cost', 'unit_price', 'stock_unit_count', 'updated_at'],
        'campaign_contacts': [
            'campaign_id', 'customer_id', 'contacted_at', 'contact_group', 'channel', 'cost', 'responded_at'
        ],
        'orders': [
            'order_id', 'customer_id', 'ordered_at', 'status', 'cancelled_at', 'discount_amount', 'shipping', 'tax', 'refunded',
            'store_id', 'channel', 'country', 'currency', 'updated_at'
        ],
        'payments': ['order_id', 'amount']
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

{#- The required columns of an input. columns: those that it has, of which one named line_amount stands in for a price. -#}
{% macro needed_columns(input, columns=none) %}
    {%- if input == 'customers' -%}{{ return(['customer_id']) }}{%- endif -%}
    {%- if input == 'products' -%}{{ return(['product_id']) }}{%- endif -%}
    {%- if input == 'campaign_contacts' -%}
        {{ return(['campaign_id', 'customer_id', 'contacted_at', 'contact_group']) }}
    {%- endif -%}
    {%- if input == 'payments' -%}{{ return(['order_id', 'amount']) }}{%- endif -%}
    {%- if input == 'orders' -%}{{ return(['order_id'] + customer_segments.columns_left_to_orders()) }}{%- endif -%}
    {%- set mapping = customer_segments.input_setting('transactions', 'columns') -%}
    {%- set needed = ['order_id'] -%}
    {%- for column in ['customer_id', 'ordered_at'] if column not in customer_segments.columns_left_to_orders() -%}
        {%- do needed.append(column) -%}
    {%- endfor -%}
    {%- if var('segments_input_grain') != 'order' -%}{%- do needed.extend(['product_id', 'quantity']) -%}{%- endif -%}
    {%- if customer_segments.has_prices() and not customer_segments.has_input('payments') -%}
        {%- set has_amount = columns and 'line_amount' not in mapping and 'unit_price' not in mapping
            and customer_segments.wanted_column(input, 'line_amount', columns) | lower in columns
            and customer_segments.wanted_column(input, 'unit_price', columns) | lower not in columns -%}
        {%- do needed.append('line_amount' if has_amount or mapping.get('line_amount') is not none else 'unit_price') -%}
    {%- endif -%}
    {{ return(needed) }}
{% endmacro %}

{#-
  Whether the lines have money; a shop that has none says unit_price: null. is_paid: whether they say what was paid,
  which the price of the products input does not.
-#}
{% macro has_prices(is_paid=false) %}
    {%- set mapping = customer_segments.input_setting('transactions', 'columns') -%}
    {%- set price = mapping.get('unit_price', 'unit_price') -%}
    {%- if is_paid and price is mapping and 'from_products' in price and mapping.get('line_amount') is none -%}
        {{ return(customer_segments.states_discounts()) }}
    {%- endif -%}
    {{ return(
        price is not none or mapping.get('line_amount') is not none or customer_segments.has_input('payments')
    ) }}
{% endmacro %}

{#- What the orders input has to say of the lines, because the lines do not. -#}
{% macro columns_left_to_orders() %}
    {%- set left = [] -%}
    {%- if customer_segments.has_input('orders') -%}
        {%- set mapping = customer_segments.input_setting('transactions', 'columns') -%}
        {%- set columns = customer_segments.first_columns('transactions') -%}
        {%- for canonical in ['customer_id', 'ordered_at'] if mapping.get(canonical) is none -%}
            {%- set wanted = customer_segments.wanted_column('transactions', canonical, columns) -%}
            {%- if wanted is none or columns and wanted | lower not in columns -%}{%- do left.append(canonical) -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(left) }}
{% endmacro %}
