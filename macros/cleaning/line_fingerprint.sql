{#- One text of the mapped columns of a raw line, to find equal lines. -#}
{% macro line_fingerprint() -%}
concat_ws(
    '|',
    {%- for column in [
        'order_id', 'order_line_id', 'customer_id', 'product_id', 'product_name', 'ordered_at',
        'quantity', 'unit_price', 'discount_amount', 'line_amount', 'cost', 'currency'
    ] %}
    coalesce({{ column }}_text, ''),
    {%- endfor %}
    coalesce(malformed_row, ''), coalesce(category, ''), coalesce(channel, ''),
    coalesce(store_id, ''), coalesce(country, ''),
    case
        when status_text is not null or status_meaning != 'counts'
            then coalesce(status_text, '') || '/' || coalesce(status_meaning, '')
    end
)
{%- endmacro %}
