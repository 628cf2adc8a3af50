{#-
  Ends the build if the dates of a file have another format than the declared
  one: if none can be read, or if some unreadable ones are dates with day and
  month swapped, because then some readable ones are wrong. ISO dates have no
  swapped form, so a file of them is checked only if its first and last text are no dates.
-#}
{% macro refuse_undeclared_dates() %}
    {%- set declared = customer_segments.input_setting('transactions', 'dates') -%}
    {%- set swapped = {'dmy': 'mdy', 'mdy': 'dmy'}.get(declared) -%}
    {%- set is_swapped = customer_segments.parse_timestamp('trim(ordered_at)', format=swapped) ~ ' is not null' if swapped else 'false' -%}
    {%- set read = customer_segments.parse_timestamp('trim(ordered_at)') ~ ' is not null' -%}
    {%- set from_plain_lines = 'from ' ~ this ~ " where malformed_row is null and not is_repeated_header and trim(ordered_at) != ''" -%}
    {%- set doubted = ' and source_file in (select source_file from (select source_file, min(trim(ordered_at)) as first_text, '
        ~ 'max(trim(ordered_at)) as last_text ' ~ from_plain_lines ~ ' group by source_file) as ends where '
        ~ customer_segments.parse_timestamp('first_text') ~ ' is null and '
        ~ customer_segments.parse_timestamp('last_text') ~ ' is null)' if not swapped else '' -%}
    {%- set files = run_query(
        'select source_file, count(*) as value_count, sum(case when ' ~ read ~ ' then 1 else 0 end) as read_count, '
        ~ 'sum(case when ' ~ customer_segments.regex_matches('trim(ordered_at)', customer_segments.serial_pattern())
        ~ ' then 1 else 0 end) as serial_count, '
        ~ 'sum(case when ' ~ is_swapped ~ ' and not ' ~ read ~ ' then 1 else 0 end) as swapped_count, '
        ~ "min(regexp_replace(regexp_replace(left(trim(ordered_at), 30), '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')) as looks "
        ~ from_plain_lines ~ doubted ~ ' group by source_file order by source_file'
    ).rows -%}
    {%- for file in files -%}
        {%- set none_read = file['read_count'] == 0 and file['value_count'] >= 2 and file['serial_count'] < file['value_count'] -%}
        {%- if none_read or file['swapped_count'] > 0 -%}
            {%- set row = customer_segments.row_number_where(
                file['source_file'], 'not ' ~ read ~ (" and trim(ordered_at) != ''" if none_read else ' and ' ~ is_swapped)
            ) -%}
            {%- set column = customer_segments.mapping_words(customer_segments.wanted_column(
                'transactions', 'ordered_at', customer_segments.first_columns('transactions')
            )) -%}
            {%- do customer_segments.stop(
                'segments_inputs.transactions: file ' ~ file['source_file'] ~ ', row ' ~ row ~ ', column '
                ~ (column if column == 'ordered_at' else column ~ ' (ordered_at)') ~ ': '
                ~ (
                    'no value is a date of the form ' ~ {
                        'iso': '2025-01-31', 'dmy': '31/01/2025', 'mdy': '01/31/2025', 'ymd': '25-01-31', 'excel': '45688'
                    }[declared]
                    ~ ', they look like ' ~ file['looks'] ~ '; set segments_inputs.transactions.dates to iso, dmy, mdy, ymd or excel.'
                    if none_read else
                    file['swapped_count'] | int ~ (' value is a date' if file['swapped_count'] == 1 else ' values are dates')
                    ~ ' in another order of day and month than segments_inputs.transactions.dates says (' ~ declared
                    ~ '); export the dates as 2025-01-31, for the others cannot be distinguished.'
                )
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#-
  The first row of a CSV file (the header is row 1) that meets a condition. A quoted line
  end starts no row; rows that could not be split into columns are in another table.
-#}
{% macro row_number_where(source_file, condition) %}
    {%- set row_rank = run_query(
        'select min(row_rank) from (select *, row_number() over (order by rowid) as row_rank from ' ~ this
        ~ ' where source_file = ' ~ customer_segments.quoted(source_file) ~ ') as placed where ' ~ condition
    ).columns[0].values() | first -%}
    {%- set malformed = 0 if not customer_segments.has_scans('transactions') else run_query(
        'select count(distinct errors.line) from segments_transactions_errors as errors '
        ~ 'inner join segments_transactions_scans as scans on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id '
        ~ 'where ' ~ customer_segments.file_label('transactions', 'scans.file_path') ~ ' = ' ~ customer_segments.quoted(source_file) ~ ' and errors.line <= ' ~ (row_rank + 1)
    ).columns[0].values() | first -%}
    {{ return(row_rank + 1 + malformed) }}
{% endmacro %}
