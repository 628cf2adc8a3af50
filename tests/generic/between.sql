{#- Passes where every known value lies in a closed range; either end may be left open. -#}
{% test between(model, column_name, lowest=none, highest=none) %}
    select {{ column_name }}
    from {{ model }}
    where
        1 = 0
        {%- if lowest is not none %}
        or {{ column_name }} < {{ lowest }}
        {%- endif %}
        {%- if highest is not none %}
        or {{ column_name }} > {{ highest }}
        {%- endif %}
{% endtest %}
