{#- A number as a band such as '25 to 34', from the lower limits of the bands. -#}
{% macro band(value, limits) -%}
case
            when {{ value }} < {{ limits[0] }} then 'under {{ limits[0] }}'
            {%- for limit in limits[1:] %}
            when {{ value }} < {{ limit }} then '{{ limits[loop.index0] }} to {{ limit - 1 }}'
            {%- endfor %}
            when {{ value }} >= {{ limits[-1] }} then '{{ limits[-1] }} and over'
        end
{%- endmacro %}
