{#-
  Text of the declared date format as a timestamp in the shop's local time, or null. Only
  ISO text may have an offset; it is converted to segments_business_timezone.
-#}
{% macro parse_timestamp(text, input='transactions', format=none) -%}
{%- set format = format or customer_segments.input_setting(input, 'dates') -%}
{#- 24:00 would be read as the next day -#}
{%- set hour = '([01]?[0-9]|2[0-3])' -%}
{%- set time = '([ T]' ~ hour ~ ':[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?' -%}
{%- if format == 'iso' -%}
case
    when {{ customer_segments.regex_matches(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}' ~ time) }}
        then try_cast({{ text }} as timestamp)
    when {{ customer_segments.regex_matches(
        text, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]' ~ hour ~ ':[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)'
    ) }}
        then timezone('{{ var("segments_business_timezone") }}', try_cast({{ text }} as timestamptz))
end
{%- else -%}
{%- set order = '\\3-\\2-\\1' if format == 'dmy' else '\\3-\\1-\\2' -%}
case
    when {{ customer_segments.regex_matches(text, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}' ~ time) }}
        then try_cast({{ customer_segments.replace_matches(
            text, '^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})', order
        ) }} as timestamp)
end
{%- endif -%}
{%- endmacro %}
