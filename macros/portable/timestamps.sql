{#- Text as a timestamp by the first of some formats that fits, or null. -#}
{% macro timestamp_of_text(text, formats) %}{{ return(adapter.dispatch('timestamp_of_text', 'customer_segments')(text, formats)) }}{% endmacro %}
{% macro default__timestamp_of_text(text, formats) -%}
try_strptime({{ text }}, ['{{ formats | join("', '") }}'])
{%- endmacro %}
{% macro spark__timestamp_of_text(text, formats) -%}
    {%- set letters = {
        '%Y': 'yyyy', '%m': 'M', '%d': 'd', '%H': 'H', '%I': 'h', '%M': 'm', '%S': 's', '%f': 'SSSSSS', '%p': 'a'
    } -%}
    {%- set parsed = [] -%}
    {%- for format in formats -%}
        {%- set pattern = namespace(text=format | replace('T', "''T''")) -%}
        {%- for directive, letter in letters.items() -%}
            {#- without a mark between them, month and day have two digits -#}
            {%- set width = 2 if '-' not in format and letter | length == 1 else 1 -%}
            {%- set pattern.text = pattern.text | replace(directive, letter * width) -%}
        {%- endfor -%}
        {%- do parsed.append('try_to_timestamp(' ~ text ~ ", '" ~ pattern.text ~ "')") -%}
    {%- endfor -%}
coalesce({{ parsed | join(', ') }})
{%- endmacro %}

{#- A number of seconds since 1970 as a timestamp. -#}
{% macro timestamp_of_seconds(seconds) %}{{ return(adapter.dispatch('timestamp_of_seconds', 'customer_segments')(seconds)) }}{% endmacro %}
{% macro default__timestamp_of_seconds(seconds) -%}
make_timestamp(cast(round(1000 * ({{ seconds }})) as bigint) * 1000)
{%- endmacro %}
{% macro spark__timestamp_of_seconds(seconds) -%}
timestamp_millis(cast(round(1000 * ({{ seconds }}), 0) as bigint))
{%- endmacro %}

{#- A timestamp some minutes later. -#}
{% macro add_minutes(timestamp, minutes) %}{{ return(adapter.dispatch('add_minutes', 'customer_segments')(timestamp, minutes)) }}{% endmacro %}
{% macro default__add_minutes(timestamp, minutes) -%}
{{ timestamp }} + to_minutes({{ minutes }})
{%- endmacro %}
{% macro spark__add_minutes(timestamp, minutes) -%}
timestampadd(minute, {{ minutes }}, {{ timestamp }})
{%- endmacro %}

{#- The local time of one zone as that of another; zones are SQL. -#}
{% macro local_time(timestamp, from_zone, to_zone) %}{{ return(adapter.dispatch('local_time', 'customer_segments')(timestamp, from_zone, to_zone)) }}{% endmacro %}
{% macro default__local_time(timestamp, from_zone, to_zone) -%}
timezone({{ to_zone }}, timezone({{ from_zone }}, {{ timestamp }}))
{%- endmacro %}
{% macro spark__local_time(timestamp, from_zone, to_zone) -%}
from_utc_timestamp(to_utc_timestamp({{ timestamp }}, {{ from_zone }}), {{ to_zone }})
{%- endmacro %}

{#- Text with an offset as the local time of a zone, or null. -#}
{% macro zoned_time(text, zone) %}{{ return(adapter.dispatch('zoned_time', 'customer_segments')(text, zone)) }}{% endmacro %}
{% macro default__zoned_time(text, zone) %}timezone({{ zone }}, try_cast({{ text }} as timestamptz)){% endmacro %}
{% macro spark__zoned_time(text, zone) %}from_utc_timestamp(try_cast({{ text }} as timestamp), {{ zone }}){% endmacro %}

{#- The column types that hold moments rather than local times. -#}
{% macro moment_types() %}{{ return(adapter.dispatch('moment_types', 'customer_segments')()) }}{% endmacro %}
{% macro default__moment_types() %}{{ return(['timestamp with time zone', 'timestamptz']) }}{% endmacro %}
{% macro spark__moment_types() %}{{ return(['timestamp']) }}{% endmacro %}

{#- A moment as the local time of UTC. -#}
{% macro utc_time(moment) %}{{ return(adapter.dispatch('utc_time', 'customer_segments')(moment)) }}{% endmacro %}
{% macro default__utc_time(moment) %}timezone('UTC', {{ moment }}){% endmacro %}
{% macro spark__utc_time(moment) %}to_utc_timestamp({{ moment }}, current_timezone()){% endmacro %}

{#- The day of the week from 1, Monday, to 7. -#}
{% macro iso_weekday(date) %}{{ return(adapter.dispatch('iso_weekday', 'customer_segments')(date)) }}{% endmacro %}
{% macro default__iso_weekday(date) %}isodow({{ date }}){% endmacro %}
{% macro spark__iso_weekday(date) %}(weekday({{ date }}) + 1){% endmacro %}
