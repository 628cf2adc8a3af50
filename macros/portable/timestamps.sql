{#- Text as a timestamp by the first of some formats that fits, or null. -#}
{% macro timestamp_of_text(text, formats) %}{{ return(adapter.dispatch('timestamp_of_text', 'customer_segments')(text, formats)) }}{% endmacro %}
{% macro default__timestamp_of_text(text, formats) -%}
try_strptime({{ text }}, ['{{ formats | join("', '") }}'])
{%- endmacro %}

{#- A number of seconds since 1970 as a timestamp. -#}
{% macro timestamp_of_seconds(seconds) %}{{ return(adapter.dispatch('timestamp_of_seconds', 'customer_segments')(seconds)) }}{% endmacro %}
{% macro default__timestamp_of_seconds(seconds) -%}
make_timestamp(cast(round(1000 * ({{ seconds }})) as bigint) * 1000)
{%- endmacro %}

{#- A timestamp some minutes later. -#}
{% macro add_minutes(timestamp, minutes) %}{{ return(adapter.dispatch('add_minutes', 'customer_segments')(timestamp, minutes)) }}{% endmacro %}
{% macro default__add_minutes(timestamp, minutes) -%}
{{ timestamp }} + to_minutes({{ minutes }})
{%- endmacro %}

{#- The local time of one zone as that of another; zones are SQL. -#}
{% macro local_time(timestamp, from_zone, to_zone) %}{{ return(adapter.dispatch('local_time', 'customer_segments')(timestamp, from_zone, to_zone)) }}{% endmacro %}
{% macro default__local_time(timestamp, from_zone, to_zone) -%}
timezone({{ to_zone }}, timezone({{ from_zone }}, {{ timestamp }}))
{%- endmacro %}
