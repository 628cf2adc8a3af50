{#- Before an input is read: no rejects of an earlier read are left. -#}
{% macro forget_malformed_rows(input) %}{{ return(adapter.dispatch('forget_malformed_rows', 'customer_segments')(input)) }}{% endmacro %}
{% macro default__forget_malformed_rows(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' -%}
        drop table if exists segments_{{ input }}_errors;
        drop table if exists segments_{{ input }}_scans
    {%- endif -%}
{% endmacro %}

{#-
  After an input is read: every row that could not be split into columns is added as it
  came. Bytes of another encoding and a quote that is never closed end the build, because
  what follows them cannot be told apart.
-#}
{% macro keep_malformed_rows(input) %}{{ return(adapter.dispatch('keep_malformed_rows', 'customer_segments')(input)) }}{% endmacro %}
{% macro default__keep_malformed_rows(input) %}
    {%- if execute and customer_segments.input_kind(input) == 'csv' and customer_segments.input_files(input) -%}
        insert into {{ this }} (source_file, malformed_row, malformed_line, is_repeated_header)
        select
            parse_filename(max(scans.file_path)),
            coalesce(left(replace(max(errors.csv_line), chr(0), ''), 2000), ''),
            errors.line,
            false
        from segments_{{ input }}_errors as errors
        inner join segments_{{ input }}_scans as scans
            on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
        group by scans.file_path, errors.line, errors.line_byte_position;
        select
            case
                when count(*) > 0
                    then error(
                        'segments_{{ input }}: file ' || min(parse_filename(scans.file_path)) || ', line '
                        || min(errors.line) || ': '
                        || case
                            when bool_or(errors.error_type = 'INVALID ENCODING')
                                then 'the text is not {{ var("segments_csv_encoding") }}; save the file as UTF-8, or set segments_csv_encoding.'
                            else 'a quote is opened and not closed where the column ends, so the file is cut off or damaged; double the quotes inside quoted text ("") or export the file again.'
                        end
                    )
            end
        from segments_{{ input }}_errors as errors
        inner join segments_{{ input }}_scans as scans
            on errors.scan_id = scans.scan_id and errors.file_id = scans.file_id
        where errors.error_type in ('INVALID ENCODING', 'UNQUOTED VALUE');
        {{ customer_segments.refuse_undeclared_dates() if input == 'transactions' else 'select 1' }}
    {%- endif -%}
{% endmacro %}
