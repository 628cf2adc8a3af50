{#- A date var that is a day of the calendar, or null where null has a meaning. -#}
{% macro check_date(name) %}
    {%- set value = var(name) -%}
    {%- set day = modules.re.fullmatch('([0-9]{4})-([0-9]{2})-([0-9]{2})', value | string) -%}
    {%- if value is none or value | string == '' -%}
        {%- if name == 'segments_earliest_order_date' -%}
            {%- do customer_segments.refuse(name, 'null', 'a date such as 2000-01-01') -%}
        {%- endif -%}
    {%- elif not day or day.group(2) | int not in range(1, 13)
        or day.group(3) | int not in range(1, 32) -%}
        {%- do customer_segments.refuse(name, value, 'a date such as 2025-01-31, or null') -%}
    {%- endif -%}
{% endmacro %}
