{#-
  The text after `from` that reads files whose rows the CSV reader of the engine does not split:
  separated by runs of blanks, or in cp1252 with the signs that latin-1 lacks. Every column as text;
  a row with more or fewer fields than the header is in segments_malformed_row.
-#}
{% macro read_lines_as_fields(layout, input) %}
    {%- set fields = [] -%}
    {%- for name in layout.columns -%}
        {%- do fields.append('fields[' ~ loop.index ~ '] as ' ~ customer_segments.quoted_column(name or 'column_' ~ loop.index)) -%}
    {%- endfor -%}
    {%- set field_count = layout.columns | length -%}
    {%- set delimiter = modules.re.escape(layout.delimiter) | replace("'", "''") -%}
    {%- set split = "regexp_extract_all(record, '\"[^\"]*\"|\\S+')" if layout.delimiter == 'blanks'
        else "regexp_extract_all(" ~ customer_segments.quoted(layout.delimiter) ~ " || record, '" ~ delimiter
            ~ " *(\"(?:[^\"]|\"\")*\" *|[^" ~ delimiter ~ "]*)', 1)" -%}
    {{ return(
        "(select " ~ fields | join(', ') ~ ", segments_source_file, segments_malformed_row from (select segments_source_file, "
        ~ "case when len(texts) = " ~ field_count ~ " then list_transform(texts, lambda text: case when text like '\"%' "
        ~ "then replace(regexp_replace(text, '^\"|\" *$', '', 'g'), '\"\"', '\"') else text end) end as fields, "
        ~ "case when len(texts) != " ~ field_count ~ " then left(record, 2000) end as segments_malformed_row from (select "
        ~ "segments_source_file, record, " ~ split ~ " as texts from " ~ customer_segments.records_of_files(layout, input)
        ~ " as records where trim(record) != '') as split) as parts)"
    ) }}
{% endmacro %}

{#- The rows of files below their headers, each as text in record; a line end inside quotes ends no row. -#}
{% macro records_of_files(layout, input) %}
    {%- set files = [] -%}
    {%- for path in layout.files -%}{%- do files.append(customer_segments.quoted(path)) -%}{%- endfor -%}
    {%- if not layout.is_cp1252 -%}
        {{ return(
            "(select line as record, segments_source_file from read_csv([" ~ files | join(', ') ~ "], columns = {'line': 'VARCHAR'}, "
            ~ "delim = chr(31), quote = '', escape = '', header = true, skip = " ~ layout.skip ~ ", auto_detect = false, "
            ~ "strict_mode = false, max_line_size = 2000000, encoding = '" ~ customer_segments.engine_encoding(input)
            ~ "', filename = 'segments_source_file'))"
        ) }}
    {%- endif -%}
    {%- set delimiter = modules.re.escape(layout.delimiter) | replace("'", "''") -%}
    {%- set field = ' *(?:\"(?:[^\"]|\"\")*\" *|[^\\r\\n' ~ delimiter ~ ']*)' -%}
    {{ return(
        "(select unnest(list_filter(regexp_extract_all(" ~ customer_segments.text_of_cp1252('content') ~ ", '" ~ field ~ "(?:"
        ~ delimiter ~ field ~ ")*'), lambda row: row != '')[" ~ (2 + layout.skip) ~ ":]) as record, filename as segments_source_file "
        ~ "from read_blob([" ~ files | join(', ') ~ "]))"
    ) }}
{% endmacro %}

{#- The encoding as the engine calls it: cp1252 is latin-1 where its additional signs are not used. -#}
{% macro engine_encoding(input) %}
    {%- set encoding = customer_segments.input_setting(input, 'encoding') -%}
    {{ return('latin-1' if encoding == 'cp1252' else encoding) }}
{% endmacro %}

{#- True for a file of latin-1 or cp1252 that has the signs of the latter, such as the euro and dashes. -#}
{% macro is_cp1252(path, input) %}
    {%- if customer_segments.engine_encoding(input) != 'latin-1' or (path | lower).endswith('.gz') -%}{{ return(false) }}{%- endif -%}
    {{ return(run_query(
        "select regexp_matches(hex(content), '^(?:..)*[89]') from read_blob(" ~ customer_segments.quoted(path) ~ ")"
    ).columns[0].values() | first) }}
{% endmacro %}

{#- Bytes of cp1252 as text: byte by byte in hexadecimal, as UTF-8. -#}
{% macro text_of_cp1252(content) %}
    {%- set signs = {
        '80': 'E282AC', '82': 'E2809A', '83': 'C692', '84': 'E2809E', '85': 'E280A6', '86': 'E280A0', '87': 'E280A1', '88': 'CB86',
        '89': 'E280B0', '8A': 'C5A0', '8B': 'E280B9', '8C': 'C592', '8E': 'C5BD', '91': 'E28098', '92': 'E28099', '93': 'E2809C',
        '94': 'E2809D', '95': 'E280A2', '96': 'E28093', '97': 'E28094', '98': 'CB9C', '99': 'E284A2', '9A': 'C5A1', '9B': 'E280BA',
        '9C': 'C593', '9E': 'C5BE', '9F': 'C5B8', '81': '', '8D': '', '8F': '', '90': '', '9D': ''
    } -%}
    {%- set text = namespace(sql="regexp_replace(hex(" ~ content ~ "), '(..)', '\\1 ', 'g')") -%}
    {%- for byte, sign in signs.items() -%}
        {%- set text.sql = 'replace(' ~ text.sql ~ ", '" ~ byte ~ " ', '" ~ sign ~ "')" -%}
    {%- endfor -%}
    {%- for pattern, utf8 in {'([AB].) ': 'C2\\1', 'C(.) ': 'C38\\1', 'D(.) ': 'C39\\1', 'E(.) ': 'C3A\\1', 'F(.) ': 'C3B\\1'}.items() -%}
        {%- set text.sql = 'regexp_replace(' ~ text.sql ~ ", '" ~ pattern ~ "', '" ~ utf8 ~ "', 'g')" -%}
    {%- endfor -%}
    {{ return('decode(unhex(replace(' ~ text.sql ~ ", ' ', '')))") }}
{% endmacro %}

{#- True if the engine's CSV reader, which keeps rejects, reads a file of an input. -#}
{% macro has_scans(input) %}
    {{ return(customer_segments.csv_layouts(input) | rejectattr('is_by_lines') | list | length > 0) }}
{% endmacro %}
