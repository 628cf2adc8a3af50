{#-
  Stops the run at a CSV file that cannot be read as text of one kind.
-#}
{% macro check_csv_file(input, path) %}
    {%- set complaint = customer_segments.csv_complaint(path) -%}
    {%- if complaint -%}
        {{ exceptions.raise_compiler_error('segments_' ~ input ~ ': file ' ~ path ~ ' ' ~ complaint ~ '.') }}
    {%- endif -%}
{% endmacro %}

{#-
  What is wrong with the bytes of a CSV file: that it is no text, not in the encoding it
  should be in, of two kinds of line ends, or cut off; none where nothing is.
-#}
{% macro csv_complaint(path) %}
    {%- set is_packed = path | lower | trim is string and (path | lower).endswith('.gz') -%}
    {%- set encoding = var('segments_csv_encoding') -%}
    {%- set facts = run_query(
        "with bytes as (select content from read_blob(" ~ customer_segments.quoted(path) ~ ")), "
        ~ "texts as (select octet_length(content) as size, hex(array_slice(content, 1, 4)) as magic, "
        ~ ("cast(null as varchar)" if is_packed or encoding != 'utf-8' else "try(decode(content))") ~ " as text, "
        ~ "false as odd from bytes) "
        ~ "select size, magic, text is null as is_other, lower(left(ltrim(text), 200)) as head, "
        ~ "case when contains(text, chr(13)) and contains(text, chr(10)) then "
        ~ customer_segments.mixes_line_ends("case when contains(" ~ customer_segments.outside_quotes('text')
            ~ ", chr(34)) then text else " ~ customer_segments.outside_quotes('text') ~ " end")
        ~ " else false end as is_mixed, "
        ~ "case when right(text, 1) not in (chr(10), chr(13)) then regexp_extract(right(text, 20000), '[^\\n\\r]*$') end as tail, "
        ~ "regexp_matches(text, '[\\n\\r]') as has_lines, length(replace(text, chr(0), '')) = 0 as is_blank from texts"
    ).rows[0] -%}
    {%- set complaint = namespace(text=none) -%}
    {%- if not facts['size'] -%}
        {%- set complaint.text = 'is empty; export it again, with a header in line 1' -%}
    {%- elif is_packed != (facts['magic'] | string).startswith('1F8B') -%}
        {%- set complaint.text = 'has the name of a ' ~ ('packed file (.gz) but is not packed' if is_packed else 'CSV file but is packed (gzip); end its name in .csv.gz') -%}
    {%- elif (facts['magic'] | string).startswith('504B0304') -%}
        {%- set complaint.text = 'is an Excel workbook or a zip archive, not CSV; save the sheet as CSV UTF-8' -%}
    {%- elif (facts['magic'] | string)[:4] in ['FFFE', 'FEFF'] and encoding != 'utf-16' -%}
        {%- set complaint.text = 'is encoded in UTF-16; set segments_csv_encoding to utf-16 or save the file as UTF-8' -%}
    {%- elif is_packed or encoding != 'utf-8' -%}
        {%- set complaint.text = none -%}
    {%- elif facts['is_other'] -%}
        {%- set complaint.text = 'is not UTF-8 text (line 1 and on); save it as UTF-8, or set segments_csv_encoding to latin-1' -%}
    {%- elif (facts['head'] | string).startswith('<') -%}
        {%- set complaint.text = 'is a web page or XML, not CSV; look whether the download failed' -%}
    {%- elif facts['is_blank'] -%}
        {%- set complaint.text = 'holds no text; export it again' -%}
    {%- elif facts['is_mixed'] -%}
        {%- set complaint.text = 'mixes Windows and Unix line ends; save it again with one kind' -%}
    {%- elif facts['tail'] is not none and facts['has_lines'] and '"' not in facts['tail'] | string -%}
        {%- set header = customer_segments.csv_header(path) -%}
        {%- set found = customer_segments.split_line(facts['tail'] | string, header.delimiter) | length -%}
        {%- if found < header.columns | length -%}
            {%- set complaint.text = 'ends in the middle of its last line (' ~ found ~ ' of ' ~ header.columns | length
                ~ ' columns, no line end), so it is cut off; export it again' -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(complaint.text) }}
{% endmacro %}

{#- Text without its quoted fields; a quote that is left shows that they are damaged. -#}
{% macro outside_quotes(text) %}regexp_replace({{ text }}, '(^|[,;|\t\n\r]) *"([^"]|"")*"', '\1', 'g'){% endmacro %}

{#- True where line ends of both kinds stand in a text. -#}
{% macro mixes_line_ends(text) %}regexp_matches({{ text }}, '[^\r]\n|\r[^\n]') and regexp_matches({{ text }}, '\r\n'){% endmacro %}
