{#-
  Text of the declared date format as a timestamp of the shop's wall clock, or null. Only
  ISO text may carry an offset; it is moved to segments_business_timezone.
-#}
{% macro parse_timestamp(text, format=none) -%}
{%- set format = format or var('segments_date_format') -%}
{#- 24:00 would be read as the next day -#}
{%- set hour = '([01]?[0-9]|2[0-3])' -%}
{%- set time = '([ T]' ~ hour ~ ':[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)?' -%}
{%- if format == 'iso' -%}
case
    when {{ customer_segments.matches(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}' ~ time) }}
        then try_cast({{ text }} as timestamp)
    when {{ customer_segments.matches(
        text, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]' ~ hour ~ ':[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)'
    ) }}
        then {{ customer_segments.to_wall_clock(text) }}
end
{%- else -%}
{%- set order = '\\3-\\2-\\1' if format == 'dmy' else '\\3-\\1-\\2' -%}
case
    when {{ customer_segments.matches(text, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}' ~ time) }}
        then try_cast({{ customer_segments.replace_matches(
            text, '^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})', order
        ) }} as timestamp)
end
{%- endif -%}
{%- endmacro %}

{#- Text with an offset from UTC as the wall clock of the shop's time zone. -#}
{% macro to_wall_clock(text) %}{{ return(adapter.dispatch('to_wall_clock', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__to_wall_clock(text) %}timezone('{{ var("segments_business_timezone") }}', try_cast({{ text }} as timestamptz)){% endmacro %}
{% macro spark__to_wall_clock(text) %}from_utc_timestamp(try_cast({{ text }} as timestamp), '{{ var("segments_business_timezone") }}'){% endmacro %}
