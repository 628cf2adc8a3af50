{#-
  The layout of a CSV file: its delimiter, the lines before its header, the names
  in its header, and whether the engine reads it line by line. Rows are not used to guess.
-#}
{% macro csv_header(path, input) %}
    {%- set is_cp1252 = customer_segments.is_cp1252(path, input) -%}
    {%- set lines = run_query(
        "select unnest(string_split_regex(" ~ customer_segments.text_of_cp1252('array_slice(content, 1, 65536)') ~ ", '\\r\\n?|\\n')[1:2]) from read_blob("
        ~ customer_segments.quoted(path) ~ ")"
        if is_cp1252 else
        "select line from read_csv(" ~ customer_segments.quoted(path) ~ ", columns = {'line': 'VARCHAR'}, "
        ~ "delim = chr(31), quote = '', escape = '', header = false, auto_detect = false, "
        ~ "strict_mode = false, max_line_size = 33000000, encoding = '" ~ customer_segments.engine_encoding(input) ~ "') limit 2"
    ).columns[0].values() | list -%}
    {%- set told = modules.re.fullmatch('sep=(.)', (lines[0] if lines else '') | string | trim) -%}
    {%- set line = ((lines[1] if told and lines | length > 1 else lines[0]) if lines else '') | string -%}
    {%- set line = line.lstrip('\ufeff') -%}
    {#- not said: the one that cuts the line into the most names -#}
    {%- set best = namespace(delimiter=customer_segments.input_setting(input, 'delimiter') or (told.group(1) if told else none), count=0) -%}
    {%- for candidate in [',', ';', '\t', '|'] if not best.delimiter or best.count -%}
        {%- set count = customer_segments.split_line(line, candidate) | length -%}
        {%- if count > best.count -%}
            {%- set best.delimiter = candidate -%}{%- set best.count = count -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set delimiter = best.delimiter or ',' -%}
    {{ return({
        'path': path,
        'delimiter': delimiter,
        'skip': 1 if told else 0,
        'is_cp1252': is_cp1252,
        'is_by_lines': is_cp1252 or delimiter == 'blanks',
        'columns': customer_segments.split_line(line, delimiter)
    }) }}
{% endmacro %}

{#- The fields of one line, quoted or not, trimmed. -#}
{% macro split_line(line, delimiter) %}
    {%- if delimiter == 'blanks' -%}
        {{ return(modules.re.findall('[^\\s"]+', line)) }}
    {%- endif -%}
    {%- set fields = [] -%}
    {%- set field = '(?:^|' ~ modules.re.escape(delimiter) ~ ')(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^'
        ~ modules.re.escape(delimiter) ~ ']*))' -%}
    {%- for found in modules.re.finditer(field, line) -%}
        {%- set text = found.group(2) if found.group(1) is none else found.group(1) | replace('""', '"') -%}
        {%- do fields.append((text or '').strip()) -%}
    {%- endfor -%}
    {{ return(fields) }}
{% endmacro %}
