{#- The from clause that reads an input which is not CSV; one that is off gives no rows. -#}
{% macro input_from(input) %}
    {%- if customer_segments.input_kind(input) == 'none' -%}
        {{ return('from (select 1 as absent) as absent where 1 = 0') }}
    {%- endif -%}
    {{ return('from ' ~ customer_segments.input_relation(input)) }}
{% endmacro %}
