{#-
  The source of a canonical column: the mapping; otherwise the column of its
  own name, of the same letters ('Order ID' for order_id), or of a common name in shops'
  exports. A column that the mapping uses is not used again. Shipping counts as revenue only where it is mapped, and a
  discount in a file that is lines and orders at once is that of the order.
-#}
{% macro wanted_column(input, canonical, columns) %}
    {%- set mapping = customer_segments.input_setting(input, 'columns') -%}
    {%- if canonical in mapping -%}{{ return(mapping[canonical]) }}{%- endif -%}
    {%- set is_of_order = input == 'transactions' and canonical == 'discount_amount' and customer_segments.has_input('orders')
        and customer_segments.input_setting('orders', 'from') == customer_segments.input_setting('transactions', 'from') -%}
    {%- if canonical == 'shipping' or is_of_order -%}{{ return(canonical ~ ', which is not mapped') }}{%- endif -%}
    {%- if not columns -%}{{ return(canonical) }}{%- endif -%}
    {%- if canonical in columns -%}{{ return(columns[canonical][0]) }}{%- endif -%}
    {%- set used = [] -%}
    {%- for wanted in mapping.values() -%}
        {%- for name in customer_segments.columns_of_mapping(wanted) -%}{%- do used.append(name | lower) -%}{%- endfor -%}
    {%- endfor -%}
    {#- names that mean one thing in every export; others must be mapped -#}
    {%- set aliases = {
        'order_id': ['order_number', 'order_no', 'invoice_number', 'invoice_no', 'invoice_id', 'invoice', 'transaction_id'],
        'customer_id': ['customer_number', 'customer_no', 'client_id', 'user_id', 'buyer_id'],
        'product_id': ['product_code', 'stock_code', 'sku', 'item_id', 'article_number'],
        'product_name': ['product_title', 'item_name'],
        'ordered_at': ['order_date', 'invoice_date', 'purchase_date', 'order_timestamp'],
        'quantity': ['qty', 'units'],
        'campaign_id': ['campaign'],
        'contact_group': ['group', 'campaign_group', 'test_group'],
        'contacted_at': ['sent_at', 'contact_date']
    } -%}
    {%- for alias in [canonical] + aliases.get(canonical, []) -%}
        {%- for name in columns if name not in used
            and modules.re.sub('[ _.-]', '', name) == alias.replace('_', '') -%}
            {{ return(columns[name][0]) }}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(canonical) }}
{% endmacro %}
