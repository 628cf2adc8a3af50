{#-
  Text as a timestamp in the shop's local time, or null. Dates with the year first, with the name of
  the month, as YYYYMMDD and as seconds, milli- or microseconds since 1970 have one meaning and are
  always read; 31/01/2025, 01/31/2025 and years of two digits only in the declared order: dmy, mdy or
  ymd. excel reads the day numbers of a spreadsheet.

  An offset or UTC after the time is converted to segments_business_timezone; where that is UTC, the
  default, the time of the text is the shop's local time and is kept. Times without an offset are local,
  unless timezone of the input says otherwise.
-#}
{% macro parse_timestamp(text, input='transactions', format=none) -%}
{%- set format = format or customer_segments.input_setting(input, 'dates') -%}
{%- set zone = var('segments_business_timezone') -%}
{%- set naive_zone = customer_segments.input_setting(input, 'timezone') or zone -%}
{#- 24:00 would be read as the next day -#}
{%- set time = '[ T]([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?' -%}
{%- set offset = '(Z|[+-](0[0-9]|1[0-4])(:?[0-9]{2})?)' -%}
{%- set day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
case
    when {{ customer_segments.regex_matches(text, day ~ ('(' ~ time ~ ')?' if naive_zone == zone else '')) }}
        then try_cast({{ text }} as timestamp)
    {%- if zone != 'UTC' %}
    when {{ customer_segments.regex_matches(text, day ~ time ~ offset) }}
        then {{ customer_segments.zoned_time(text, "'" ~ zone ~ "'") }}
    {%- endif %}
    when {{ text }} is not null and {{ text }} != ''
        then {{ customer_segments.parse_other_timestamp(text, format, zone, naive_zone) }}
end
{%- endmacro %}

{#- A timestamp of any form, after the plain ones: the time without its offset is parsed, then moved by it. -#}
{% macro parse_other_timestamp(text, format, zone, naive_zone) -%}
{%- set letters = "upper(" ~ text ~ ")" -%}
{%- set offset = customer_segments.offset_pattern() -%}
{%- set parsed = customer_segments.parse_time(
    customer_segments.replace_matches(letters, offset, '\\1'), format
) -%}
{%- if zone == 'UTC' and naive_zone == zone -%}
{{ parsed }}
{%- else -%}
{%- set is_instant -%}
({{ customer_segments.regex_matches(letters, offset) }} or {{ customer_segments.regex_matches(text, '1[0-9]{9}([0-9]{3}){0,2}([.][0-9]+)?') }})
{%- endset -%}
{%- set minutes = "case when " ~ customer_segments.regex_matches(letters, offset) ~ " then "
    ~ customer_segments.offset_minutes(letters) ~ " else 0 end" -%}
case
    when {{ is_instant }}{% if naive_zone != zone %} or {{ text }} like '%:%'{% endif %}
        then {{ customer_segments.local_time(
            customer_segments.add_minutes(parsed, '-(' ~ minutes ~ ')'),
            "case when " ~ is_instant ~ " then 'UTC' else '" ~ naive_zone ~ "' end",
            "'" ~ zone ~ "'"
        ) }}
    else {{ parsed }}
end
{%- endif -%}
{%- endmacro %}

{#- An upper-case time of day with what says its distance from UTC. -#}
{% macro offset_pattern() %}{{ return(
    '^(.*[0-9]:[0-9]{2}(?:[.][0-9]+)?(?: ?[AP]M)?|[0-9]{8}T[0-9]{4,6}) *(?:Z|UTC|GMT|(?:UTC|GMT)?([+-])(0[0-9]|1[0-4]):?([0-9]{2})?)$'
) }}{% endmacro %}

{#- The minutes of an offset. -#}
{% macro offset_minutes(text) -%}
{%- set pattern = customer_segments.offset_pattern() -%}
cast({{ customer_segments.replace_matches(text, pattern, '\\2') }} || '1' as integer)
    * (
        60 * cast('0' || {{ customer_segments.replace_matches(text, pattern, '\\3') }} as integer)
        + cast('0' || {{ customer_segments.replace_matches(text, pattern, '\\4') }} as integer)
    )
{%- endmacro %}

{#- Upper-case text without an offset as a timestamp, or null. -#}
{% macro parse_time(text, format) -%}
case
    when {{ customer_segments.regex_matches(text, '(19|20)[0-9]{6}([ T]?[0-9]{4}([0-9]{2})?)?') }}
        then {{ customer_segments.timestamp_of_text(
            text, ['%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d%H%M', '%Y%m%d %H%M%S', '%Y%m%d %H%M', '%Y%m%dT%H%M%S', '%Y%m%dT%H%M']
        ) }}
    when {{ customer_segments.regex_matches(text, '1[0-9]{9}([0-9]{3}){0,2}([.][0-9]+)?') }}
        then {{ customer_segments.timestamp_of_seconds(
            "cast(" ~ text ~ " as double) / case when " ~ text ~ " like '1_______________%' then 1000000 when "
            ~ text ~ " like '1____________%' then 1000 else 1 end"
        ) }}
    {%- if format == 'excel' %}
    when {{ customer_segments.regex_matches(text, customer_segments.serial_pattern()) }}
        then {{ customer_segments.timestamp_of_seconds("86400 * (cast(replace(" ~ text ~ ", ',', '.') as double) - 25569)") }}
    {%- endif %}
    else {{ customer_segments.timestamp_of_text(customer_segments.year_first(text, format), [
        '%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S %p',
        '%Y-%m-%d %I %p'
    ]) }}
end
{%- endmacro %}

{#- The day number of a spreadsheet, 1927 to 2119, with the time as a fraction. -#}
{% macro serial_pattern() %}{{ return('[1-7][0-9]{4}([.,][0-9]+)?') }}{% endmacro %}

{#-
  The date in upper-case text as year-month-day, then a blank and the time. Years of two digits
  are 1970 to 2069. Weekdays are dropped; months are read by their names.
-#}
{% macro year_first(text, format) -%}
{%- set months = [
    'JAN|GEN|ENE', 'FEB|FÉV|FEV', 'MAR|MÄR|MRZ|MAA', 'APR|AVR|ABR', 'MAI|MAY|MAG|MEI', 'JUN|JUIN|GIU', 'JUL|JUIL|LUG',
    'AUG|AOÛ|AOU|AGO', 'SEP|SET', 'OCT|OKT|OTT', 'NOV', 'DEC|DEZ|DÉC|DIC'
] -%}
{%- set end = '(?:[, T]+(?:UM |AT )?|$)' -%}
{%- set month -%}
case
    {%- for names in months %}
    when {{ customer_segments.regex_matches(text, '(.*[^\\p{L}])?(' ~ names ~ ').*') }} then '{{ '%02d' | format(loop.index) }}'
    {%- endfor %}
end
{%- endset -%}
{%- set named = customer_segments.replace_matches(text, '^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[., ]+', '') -%}
{%- set named = customer_segments.replace_matches(
    named,
    '^([0-9]{1,2})(?:ST|ND|RD|TH)?[ ./-]*(?:DE )?\\p{L}{3,}[.]?[ ,./-]*(?:DEL? )?([0-9]{4}|[0-9]{2})' ~ end, '\\2-@-\\1 '
) -%}
{%- set named = customer_segments.replace_matches(
    named, '^\\p{L}{3,}[ .-]*([0-9]{1,2})(?:ST|ND|RD|TH)?[ ,-]+([0-9]{4})' ~ end, '\\2-@-\\1 '
) -%}
{%- set named = "replace(" ~ named ~ ", '@', " ~ month ~ ")" -%}
{%- set numeric = customer_segments.replace_matches(text, '^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})' ~ end, '\\1-\\2-\\3 ') -%}
{%- if format in ['dmy', 'mdy'] -%}
    {%- set numeric = customer_segments.full_year(customer_segments.replace_matches(
        numeric, '^([0-9]{1,2})[-/.] ?([0-9]{1,2})[-/.] ?([0-9]{4}|[0-9]{2})' ~ end,
        '\\3-\\2-\\1 ' if format == 'dmy' else '\\3-\\1-\\2 '
    )) -%}
{%- elif format == 'ymd' -%}
    {%- set numeric = customer_segments.full_year(customer_segments.replace_matches(
        numeric, '^([0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})' ~ end, '\\1-\\2-\\3 '
    )) -%}
{%- endif -%}
{%- set dated = "case when " ~ customer_segments.regex_matches(text, '.*\\p{L}{3}.*') ~ " then "
    ~ customer_segments.full_year(named) ~ " else " ~ numeric ~ " end" -%}
{%- set plain = customer_segments.replace_matches(dated, '^([0-9]{1,3}-)|([.][0-9]{6})[0-9]+', '\\2') -%}
trim({{ customer_segments.replace_matches(plain, '([0-9]) ?([AP])[.]?M[.]?$', '\\1 \\2M') }})
{%- endmacro %}

{#- A year-month-day of two digits with its century: 1970 to 2069. -#}
{% macro full_year(text) -%}
{%- set late = customer_segments.replace_matches(text, '^([0-6][0-9]-[0-9]{1,2}-)', '20\\1') -%}
{{ customer_segments.replace_matches(late, '^([7-9][0-9]-[0-9]{1,2}-)', '19\\1') }}
{%- endmacro %}
