{#-
  The text after `from` that reads CSV files of one layout: every column as text under the
  name in the header, without sniffing. Rows that do not fit are kept in a table of rejects.
-#}
{% macro read_csv_files(layout, rejects, input) %}
    {%- if layout.is_by_lines -%}{{ return(customer_segments.read_lines_as_fields(layout, input)) }}{%- endif -%}
    {%- set columns = [] -%}
    {%- for name in layout.columns -%}
        {%- set filled = name if name else 'column_' ~ loop.index -%}
        {%- do columns.append(customer_segments.quoted(filled) ~ ": 'VARCHAR'") -%}
    {%- endfor -%}
    {%- set files = [] -%}
    {%- for path in layout.files -%}{%- do files.append(customer_segments.quoted(path)) -%}{%- endfor -%}
    {{ return(
        "read_csv([" ~ files | join(', ') ~ "], auto_detect = false, header = true, skip = " ~ layout.skip
        ~ ", delim = " ~ customer_segments.quoted(layout.delimiter) ~ ", quote = '" ~ '"' ~ "', escape = '" ~ '"'
        ~ "', strict_mode = true, max_line_size = 2000000, encoding = '" ~ customer_segments.engine_encoding(input)
        ~ "', store_rejects = true, rejects_limit = 0, rejects_table = '" ~ rejects ~ "_errors', rejects_scan = '" ~ rejects
        ~ "_scans', columns = {" ~ columns | join(', ') ~ "}, filename = 'segments_source_file')"
    ) }}
{% endmacro %}
