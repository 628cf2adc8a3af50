{#- Removes the rejects of an earlier read before an input is read. -#}
{% macro forget_malformed_rows(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' -%}
        drop table if exists segments_{{ input }}_errors;
        drop table if exists segments_{{ input }}_scans
    {%- endif -%}
{% endmacro %}

{#-
  After an input is read: rows that could not be split into columns are added as raw
  text. Bytes of another encoding and an unclosed quote end the build, because
  the following rows are ambiguous.
-#}
{% macro keep_malformed_rows(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' and customer_segments.input_files(input) -%}
        {%- set has_scans = customer_segments.has_scans(input) -%}
        {%- if has_scans -%}{%- do customer_segments.refuse_damaged_text(input) -%}{%- endif -%}
        {%- if input == 'transactions' -%}{%- do customer_segments.refuse_undeclared_dates() -%}{%- endif -%}
        {%- if has_scans %}
        insert into {{ this }} (source_file, malformed_row, malformed_line, is_repeated_header)
        select
            {{ customer_segments.file_label(input, 'max(scans.file_path)') }},
            coalesce(left(replace(max(errors.csv_line), chr(0), ''), 2000), ''),
            errors.line,
            false
        from segments_{{ input }}_errors as errors
        inner join segments_{{ input }}_scans as scans
            on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
        group by scans.file_path, errors.line, errors.line_byte_position
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- Ends the build at the first line whose bytes or quotes make the following lines ambiguous. -#}
{% macro refuse_damaged_text(input) %}
    {%- set found = run_query(
        "select scans.file_path, errors.line, errors.error_type from segments_" ~ input ~ "_errors as errors "
        ~ "inner join segments_" ~ input ~ "_scans as scans on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id "
        ~ "where errors.error_type in ('INVALID ENCODING', 'UNQUOTED VALUE') order by all limit 1"
    ).rows -%}
    {%- for path, line, kind in found -%}
        {%- do customer_segments.stop(
            'segments_inputs.' ~ input ~ ': file ' ~ path ~ ', line ' ~ line ~ ': ' ~ (
                'the text is not ' ~ customer_segments.input_setting(input, 'encoding')
                ~ '; save the file as UTF-8, or set segments_inputs.' ~ input ~ '.encoding.'
                if kind == 'INVALID ENCODING' else
                'a quote is opened and not closed where the column ends, so the file is cut off or damaged; double the quotes '
                ~ 'inside quoted text ("") or export the file again.'
            )
        ) -%}
    {%- endfor -%}
{% endmacro %}
