{#-
  Text as an exact number, or null. The whole text must be plain digits with at most
  seven before the point: a bare try_cast would take '1e3' and '0x1F'.
-#}
{% macro parse_number(text) -%}
case
    when {{ customer_segments.matches(text, '[+-]?[0-9]{1,7}([.][0-9]{0,12})?') }}
        then cast({{ text }} as {{ customer_segments.type_money() }})
end
{%- endmacro %}
