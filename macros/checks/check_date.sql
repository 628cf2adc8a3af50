{#- A date var that is a day of the calendar, or null where null has a meaning. -#}
{% macro check_date(name) %}
    {%- set value = var(name) -%}
    {%- set day = modules.re.fullmatch('([0-9]{4})-([0-9]{2})-([0-9]{2})', value | string) -%}
    {%- if value is none or value | string == '' -%}
        {%- if name == 'segments_earliest_order_date' -%}
            {%- do customer_segments.refuse(name, 'null', 'a date such as 2000-01-01') -%}
        {%- endif -%}
    {%- elif not day or day.group(2) | int not in range(1, 13)
        or day.group(3) | int not in range(1, 1 + customer_segments.days_of_month(day)) -%}
        {%- do customer_segments.refuse(name, value, 'a date such as 2025-01-31, or null') -%}
    {%- endif -%}
{% endmacro %}

{#- The days a month has, from a match of year, month and day. -#}
{% macro days_of_month(day) %}
    {%- set year, month = day.group(1) | int, day.group(2) | int -%}
    {%- if month == 2 -%}
        {{ return(29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28) }}
    {%- endif -%}
    {{ return(30 if month in [4, 6, 9, 11] else 31) }}
{% endmacro %}
