{#-
  The problem with the bytes of a CSV file: no text, another encoding than
  declared, two kinds of line ends, or cut off; otherwise none. The file is
  read line by line, so that only a few lines are held in memory.
-#}
{% macro csv_complaint(path, input) %}
    {%- set is_packed = (path | lower).endswith('.gz') -%}
    {%- set size = run_query('select size from read_blob(' ~ customer_segments.quoted(path) ~ ')').rows[0][0] -%}
    {%- if not size -%}{{ return('is empty; export it again, with a header in line 1') }}{%- endif -%}
    {%- if is_packed or customer_segments.input_setting(input, 'encoding') != 'utf-8' -%}
        {{ return(customer_segments.other_bytes_complaint(path, is_packed, input) or customer_segments.unread_complaint(path, input)) }}
    {%- endif -%}
    {%- set facts = customer_segments.csv_line_facts(path) -%}
    {%- if facts.other_line or (facts.start | string).startswith('PK\x03\x04') -%}
        {{ return(
            customer_segments.other_bytes_complaint(path, is_packed, input)
            or 'is not UTF-8 text (line ' ~ (facts.other_line or 1) ~ '); save it as UTF-8, or set segments_inputs.' ~ input ~ '.encoding to latin-1'
        ) }}
    {%- elif (facts.start | string).strip().startswith('<') -%}
        {{ return('is a web page or XML, not CSV; look whether the download failed') }}
    {%- elif facts.is_blank -%}
        {{ return('holds no text; export it again') }}
    {%- endif -%}
    {#- if all line ends are alike, both counts are equal -#}
    {%- set mark = 3 if size - facts.size > facts.rows else 0 -%}
    {%- set line_ends = size - facts.size - mark -%}
    {%- set pairs = facts.rows - facts.paired_rows -%}
    {%- set is_doubtful = facts.paired_size != facts.size or 0 < pairs and 2 * pairs != line_ends -%}
    {%- set other_row = customer_segments.csv_row_of_other_end(path) if is_doubtful -%}
    {%- if other_row -%}
        {{ return(
            'mixes Windows and Unix line ends (row ' ~ other_row ~ ' ends in another way than row 1); '
            ~ 'save it again with one kind'
        ) }}
    {%- endif -%}
    {%- set tail = facts.tail | string -%}
    {%- if facts.rows > line_ends and facts.rows > 1 and '"' not in tail -%}
        {%- set header = customer_segments.csv_header(path, input) -%}
        {%- set found = customer_segments.split_line(tail, header.delimiter) | length -%}
        {%- if found < header.columns | length -%}
            {{ return(
                'ends in the middle of its last line (line ' ~ (1 + line_ends // (2 if pairs else 1)) ~ ': ' ~ found ~ ' of ' ~ header.columns | length
                ~ ' columns, no line end), so it is cut off; export it again'
            ) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- The text after `from` that reads the lines of a file without parsing them. -#}
{% macro read_lines(path, options) %}
    {{ return(
        "read_csv(" ~ customer_segments.quoted(path) ~ ", columns = {'line': 'VARCHAR'}, delim = chr(31), quote = '', "
        ~ "escape = '', header = false, auto_detect = false, strict_mode = false, " ~ options ~ ")"
    ) }}
{% endmacro %}

{#- The problem that the first bytes show: a packed file or an encoding other than UTF-8. -#}
{% macro other_bytes_complaint(path, is_packed, input) %}
    {%- set start = run_query(
        'select hex(array_slice(content, 1, 4)) from read_blob(' ~ customer_segments.quoted(path) ~ ')'
    ).rows[0][0] | string -%}
    {%- if is_packed and not start.startswith('1F8B') -%}
        {{ return('has the name of a packed file (.gz) but is not packed; take .gz off its name') }}
    {%- elif start.startswith('1F8B') and not is_packed -%}
        {{ return('has the name of a CSV file but is packed (gzip); end its name in .csv.gz') }}
    {%- elif start == '504B0304' -%}
        {{ return('is an Excel workbook or a zip archive, not CSV; save the sheet as CSV UTF-8') }}
    {%- elif start[:4] in ['FFFE', 'FEFF'] and customer_segments.input_setting(input, 'encoding') != 'utf-16' -%}
        {{ return('is encoded in UTF-16; set segments_inputs.' ~ input ~ '.encoding to utf-16 or save the file as UTF-8') }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}

{#-
  The problem with a packed file, or one in another encoding, that cannot be read to its end:
  it is read once as a whole.
-#}
{% macro unread_complaint(path, input) %}
    {%- set layout = dict(customer_segments.csv_header(path, input), files=[path]) -%}
    {%- if not customer_segments.query_runs(
        'drop table if exists segments_looked_errors; drop table if exists segments_looked_scans; '
        ~ 'select count(*) from ' ~ customer_segments.read_csv_files(layout, 'segments_looked', input)
    ) -%}
        {{ return('mixes Windows and Unix line ends, or is damaged; save it again with one kind') }}
    {%- endif -%}
{% endmacro %}

{#-
  The number of lines of a file, with every carriage return and line feed as an end of
  its own, and with their pairs as one end.
-#}
{% macro csv_line_facts(path) %}
    {%- set options = 'parallel = false, max_line_size = 2000000, ' -%}
    {%- set facts = run_query(
        "drop table if exists segments_looked_errors; drop table if exists segments_looked_scans; select * from "
        ~ "(select count(*) as row_count, coalesce(sum(strlen(line)), 0) as size, left(first(line), 200) as start, last(line) as tail, "
        ~ "coalesce(bool_and(replace(line, chr(0), '') = ''), false) as is_blank from "
        ~ customer_segments.read_lines(
            path, options ~ "new_line = '\\n', store_rejects = true, rejects_limit = 0, "
            ~ "rejects_table = 'segments_looked_errors', rejects_scan = 'segments_looked_scans'"
        ) ~ ") as single cross join (select count(*) as paired_row_count, coalesce(sum(strlen(line)), 0) as paired_size from "
        ~ customer_segments.read_lines(path, options ~ "new_line = '\\r\\n', ignore_errors = true") ~ ") as paired"
    ).rows[0] -%}
    {%- set other = run_query("select min(line) from segments_looked_errors where error_type = 'INVALID ENCODING'").rows[0][0] -%}
    {{ return({
        'rows': facts['row_count'], 'size': facts['size'], 'start': facts['start'], 'tail': facts['tail'],
        'is_blank': facts['is_blank'], 'paired_rows': facts['paired_row_count'], 'paired_size': facts['paired_size'],
        'other_line': other
    }) }}
{% endmacro %}

{#-
  The first row with another line end than row 1, outside quotes; none if
  all are alike. Only a file with two kinds of line ends is read as a whole.
-#}
{% macro csv_row_of_other_end(path) %}
    {#- a quote that is left shows that the quoted fields are damaged -#}
    {%- set outside = "regexp_replace(text, '(^|[,;|\t\n\r]) *\"([^\"]|\"\")*\"', '\\1', 'g')" -%}
    {{ return(run_query(
        "with texts as (select decode(content) as text from read_blob(" ~ customer_segments.quoted(path) ~ ")), "
        ~ "plain as (select case when contains(" ~ outside ~ ", chr(34)) then text else " ~ outside ~ " end as text from texts), "
        ~ "alike as (select text, regexp_extract(text, '^([^\r\n]*' || regexp_extract(text, '\r\n|\r|\n') || ')*') as rows from plain) "
        ~ "select 1 + greatest(length(rows) - length(replace(rows, chr(10), '')), length(rows) - length(replace(rows, chr(13), ''))) "
        ~ "from alike where case when regexp_matches(text, '\r\n') then regexp_matches(text, '[^\r]\n|\r[^\n]') "
        ~ "else contains(text, chr(13)) and contains(text, chr(10)) end"
    ).columns[0].values() | first) }}
{% endmacro %}

{#-
  The problem with a packed file that ends too early. The last four bytes of a small one give the
  unpacked size, which is impossibly large if the file is cut off; a large one is
  unpacked once.
-#}
{% macro pack_complaint(path) %}
    {%- if not (path | lower).endswith('.gz') -%}{{ return(none) }}{%- endif -%}
    {%- set file = 'read_blob(' ~ customer_segments.quoted(path) ~ ')' -%}
    {%- set size = run_query('select size from ' ~ file).rows[0][0] -%}
    {%- if size < 4000000 -%}
        {%- set facts = run_query(
            "select hex(array_slice(content, 1, 2)) as magic, "
            ~ "hex(array_slice(content, octet_length(content) - 3, octet_length(content))) as last_bytes from " ~ file
        ).rows[0] -%}
        {%- set last = facts['last_bytes'] | string -%}
        {%- set told = (last[6:8] ~ last[4:6] ~ last[2:4] ~ last[0:2]) | int(0, 16) -%}
        {%- set is_cut_off = facts['magic'] | string == '1F8B' and told > 1032 * size -%}
    {%- else -%}
        {%- set is_cut_off = not customer_segments.query_runs(
            'select count(*) from ' ~ customer_segments.read_lines(path, 'ignore_errors = true')
        ) -%}
    {%- endif -%}
    {{ return('is packed but cut off or damaged; pack and send it again' if is_cut_off) }}
{% endmacro %}

{#-
  The problem with a file named .parquet. Parquet begins and ends with PAR1, and its
  columns are described at the end. Of a large file the beginning is not read.
-#}
{% macro parquet_complaint(path) %}{{ return(adapter.dispatch('parquet_complaint', 'customer_segments')(path)) }}{% endmacro %}
{% macro spark__parquet_complaint(path) %}{% endmacro %}
{% macro default__parquet_complaint(path) %}
    {%- set file = 'read_blob(' ~ customer_segments.quoted(path) ~ ')' -%}
    {%- set size = run_query('select size from ' ~ file).rows[0][0] -%}
    {%- if not size -%}{{ return('is empty; export it again') }}{%- endif -%}
    {%- set start = run_query('select hex(array_slice(content, 1, 4)) from ' ~ file).rows[0][0] | string
        if size < 16000000 else '50415231' -%}
    {%- if start[:4] == '1F8B' -%}
        {{ return('has the name of a Parquet file but is packed (gzip); unpack it') }}
    {%- elif start != '50415231' -%}
        {{ return(
            'has the name of a Parquet file but is none (it does not begin with PAR1); export it again as Parquet, or end the '
            ~ 'name of a CSV file in .csv'
        ) }}
    {%- elif not customer_segments.query_runs(
        'select count(*) from parquet_schema(' ~ customer_segments.quoted(path) ~ ')'
    ) -%}
        {{ return(
            'is cut off or damaged (what Parquet says of its columns at the end cannot be read); send it again'
        ) }}
    {%- endif -%}
{% endmacro %}
