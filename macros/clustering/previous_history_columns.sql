{#- The columns read from a previously published segments__history. -#}
{% macro previous_history_columns() %}
    {%- set types = {
        'as_of_date': 'date', 'customer_id': 'string', 'days_since_last_order': 'integer',
        'order_count': 'integer', 'net_amount': 'decimal(18, 4)',
        'sales_last_90_days': 'decimal(18, 4)', 'rfm_segment': 'string',
        'segment_id': 'string', 'segment_name': 'string'
    } -%}
    {%- set columns = [] -%}
    {%- for column, type in types.items() -%}
        {%- do columns.append(
            customer_segments.previous_column('previous_history', column, type) ~ ' as ' ~ column
        ) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
