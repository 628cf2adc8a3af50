{#- ISO text (a date, with or without a time) as a timestamp, or null. -#}
{% macro parse_timestamp(text) -%}
case
    when {{ customer_segments.matches(
        text, '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?'
    ) }}
        then try_cast({{ text }} as timestamp)
end
{%- endmacro %}
