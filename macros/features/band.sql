{#- A number as a band such as '25 to 34', from the limits at which a new band begins. -#}
{% macro band(value, limits) -%}
case
            when {{ value }} < {{ limits[0] }} then 'under {{ limits[0] }}'
            {%- for limit in limits[1:] %}
            when {{ value }} < {{ limit }} then '{{ limits[loop.index0] }} to {{ limit - 1 }}'
            {%- endfor %}
            when {{ value }} >= {{ limits[-1] }} then '{{ limits[-1] }} and over'
        end
{%- endmacro %}
