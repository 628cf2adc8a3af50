{#- The corrections of a line by cleaning rule, one column each; or the names of those columns. -#}
{% macro line_corrections(what='conditions') %}
    {%- set conditions = {
        'is_customer_id_repaired': 'coalesce(customer_id != customer_id_text, false)',
        'is_order_id_repaired': 'coalesce(order_id != order_id_text, false)',
        'is_number_repaired':
            'coalesce(' ~ customer_segments.is_rewritten_number('quantity_text') ~ ', false) or coalesce('
            ~ customer_segments.is_rewritten_number('unit_price_text') ~ ', false) or coalesce('
            ~ customer_segments.is_rewritten_number('line_amount_text') ~ ', false)',
        'is_time_moved': 'coalesce(' ~ customer_segments.regex_matches(
            'trim(ordered_at_text)', '.*:.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)'
        ) ~ ', false)',
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

{#- True if a number had blanks, thousands separators, another decimal mark or a currency sign. -#}
{% macro is_rewritten_number(text) %}not {{ customer_segments.regex_matches(text, '[+-]?[0-9]*([.][0-9]*)?') }}{% endmacro %}
