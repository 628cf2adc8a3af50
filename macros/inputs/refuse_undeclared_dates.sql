{#-
  Ends the build where the dates of a file are written in another form than the declared
  one: where none can be read, or where some of those that cannot are dates with day and
  month changed round, because then some of those that can are wrong. ISO dates have no
  such double, so a file of them is doubted only if its first and last text are no dates.
-#}
{% macro refuse_undeclared_dates() -%}
{%- set declared = var('segments_date_format') -%}
{%- set swapped = {'dmy': 'mdy', 'mdy': 'dmy', 'iso': none}[declared] -%}
{%- set plain_lines = "malformed_row is null and not is_repeated_header and trim(ordered_at) != ''" -%}
select
            case
                when sum(unread) = count(*) and count(*) >= 2
                    then error(
                        'segments_transactions: file ' || min(source_file) || ', column ordered_at: no value is a date of the form '
                        || '{{ {"iso": "2025-01-31", "dmy": "31/01/2025", "mdy": "01/31/2025"}[declared] }}, they look like '
                        || min(regexp_replace(regexp_replace(left(trim(ordered_at), 30), '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g'))
                        || '; set segments_date_format to iso, dmy or mdy.'
                    )
                {%- if swapped %}
                when sum(case when unread = 1 and {{ customer_segments.parse_timestamp('trim(ordered_at)', swapped) }} is not null then 1 else 0 end) > 0
                    then error(
                        'segments_transactions: file ' || min(source_file) || ', column ordered_at: '
                        || sum(case when unread = 1 and {{ customer_segments.parse_timestamp('trim(ordered_at)', swapped) }} is not null then 1 else 0 end)
                        || ' values are dates in another order of day and month than segments_date_format says ({{ declared }}); '
                        || 'export the dates as 2025-01-31, for the others cannot be told apart.'
                    )
                {%- endif %}
            end
        from (
            select
                source_file,
                ordered_at,
                case when {{ customer_segments.parse_timestamp('trim(ordered_at)') }} is null then 1 else 0 end as unread
            from {{ this }}
            where {{ plain_lines }}
                {%- if not swapped %}
                and source_file in (
                    select source_file
                    from (
                        select source_file, min(trim(ordered_at)) as first_text, max(trim(ordered_at)) as last_text
                        from {{ this }}
                        where {{ plain_lines }}
                        group by source_file
                    ) as ends
                    where
                        {{ customer_segments.parse_timestamp('first_text') }} is null
                        and {{ customer_segments.parse_timestamp('last_text') }} is null
                )
                {%- endif %}
        ) as dated
        group by source_file
{%- endmacro %}
