{#-
    Passes if every known value is in the closed range of its column.
    columns: {column: [minimum, maximum]}; null means no limit.
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
