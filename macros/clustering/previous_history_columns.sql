{#- The columns read from a previously published segments__history. -#}
{% macro previous_history_columns() %}
    {%- set types = {
        'as_of_date': 'date', 'customer_id': dbt.type_string(), 'days_since_last_order': 'integer',
        'order_count': 'integer', 'net_amount': customer_segments.type_money(),
        'sales_last_90_days': customer_segments.type_money(), 'rfm_segment': dbt.type_string(),
        'segment_id': dbt.type_string(), 'segment_name': dbt.type_string()
    } -%}
    {%- set columns = [] -%}
    {%- for column, type in types.items() -%}
        {%- do columns.append(
            customer_segments.previous_column('previous_history', column, type) ~ ' as ' ~ column
        ) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
