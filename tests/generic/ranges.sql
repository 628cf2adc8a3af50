{#-
    Passes where every known value lies in the closed range of its column.
    columns: {column: [lowest, highest]}; null leaves an end open.
-#}
{% test ranges(model, columns) %}
    {%- set names = columns.keys() | list %}
    select {{ names | join(', ') }}
    from {{ model }}
    where
        1 = 0
        {%- for name in names %}
        {%- if columns[name][0] is not none %}
        or {{ name }} < {{ columns[name][0] }}
        {%- endif %}
        {%- if columns[name][1] is not none %}
        or {{ name }} > {{ columns[name][1] }}
        {%- endif %}
        {%- endfor %}
{% endtest %}
