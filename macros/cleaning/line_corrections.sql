{#- The corrections of a line by cleaning rule, one column each; or the names of those columns. -#}
{% macro line_corrections(what='conditions') %}
    {%- set zone = customer_segments.input_setting('transactions', 'timezone') -%}
    {%- set conditions = {
        'is_customer_id_repaired': 'coalesce(customer_id != customer_id_text, false)',
        'is_order_id_repaired': 'coalesce(order_id != order_id_text, false)',
        'is_number_repaired':
            'coalesce(' ~ customer_segments.is_rewritten_number('quantity_text') ~ ', false) or coalesce('
            ~ customer_segments.is_rewritten_number('unit_price_text') ~ ', false) or coalesce('
            ~ customer_segments.is_rewritten_number('line_amount_text') ~ ', false)',
        'is_time_moved': 'false' if var('segments_business_timezone') == 'UTC' and not zone else 'coalesce('
            ~ customer_segments.regex_matches('upper(trim(ordered_at_text))', customer_segments.offset_pattern())
            ~ (" or ordered_at_text like '%:%'" if zone else '') ~ ', false)',
        'is_currency_converted':
            "coalesce(upper(trim(currency_text)) != '" ~ var('segments_currency') | upper ~ "', false)",
        'is_product_id_repaired': 'coalesce(product_id != product_id_text, false)',
        'is_product_name_repaired': 'coalesce(product_name != trim(product_name_text), false)'
    } -%}
    {%- set selects = [] -%}
    {%- for name, condition in conditions.items() -%}
        {%- do selects.append(name if what == 'names' else condition ~ ' as ' ~ name) -%}
    {%- endfor -%}
    {{ return(selects | join(',\n')) }}
{% endmacro %}

{#- The columns that an accepted line passes on. -#}
{% macro line_columns() %}
    {{ return([
        'order_id', 'customer_id', 'product_id', 'product_name', 'category', 'ordered_at', 'quantity', 'unit_price',
        'discount_amount', 'channel', 'store_id', 'country', 'source_file', 'is_price_of_order'
    ] | join(',\n        ')) }}
{% endmacro %}

{#- The same columns as they are of a line that is read: a refund is a return, an order number that returns another order. -#}
{% macro corrected_columns() %}
    {%- set corrected = {
        'order_id': 'order_key',
        'quantity': 'case when is_refund then -quantity else quantity end',
        'unit_price': 'case when is_refund then abs(unit_price) else unit_price end',
        'discount_amount': customer_segments.signed_discount()
    } -%}
    {%- set selects = [] -%}
    {%- for column in customer_segments.line_columns().replace(' ', '').replace('\n', '').split(',') -%}
        {%- do selects.append((corrected[column] ~ ' as ' if column in corrected else '') ~ column) -%}
    {%- endfor -%}
    {{ return(selects | join(',\n        ')) }}
{% endmacro %}

{#- True for a line that gives money back: a positive quantity with a negative total. -#}
{% macro is_refund() -%}
coalesce(quantity > 0 and (stated_line_amount < 0{{ " or unit_price < 0" if var("segments_input_grain") == "order" }}), false)
{%- endmacro %}

{#- True if a number had blanks, thousands separators, another decimal mark or a currency sign. -#}
{% macro is_rewritten_number(text) %}not {{ customer_segments.regex_matches(text, '[+-]?[0-9]*([.][0-9]*)?') }}{% endmacro %}
