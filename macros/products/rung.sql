{#- The rung of the ladder a method stands on. -#}
{% macro rung(method) -%}
case
            when {{ method }} like 'segment%' then 'segment'
            when {{ method }} like 'category%' then 'family'
            when {{ method }} like 'country%' then 'country'
            when {{ method }} like 'shop%' then 'global'
            else 'personal'
        end
{%- endmacro %}
