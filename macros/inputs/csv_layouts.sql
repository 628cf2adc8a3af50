{#- The CSV files of an input, grouped by layout: each group is read by one scan. -#}
{% macro csv_layouts(input) %}
    {%- set layouts = {} -%}
    {%- for path in customer_segments.input_files(input) -%}
        {%- set header = customer_segments.csv_header(path) -%}
        {%- set key = header.delimiter ~ header.skip ~ header.columns | join('\x1f') -%}
        {%- if key not in layouts -%}{%- do layouts.update({key: dict(header, files=[])}) -%}{%- endif -%}
        {%- do layouts[key]['files'].append(path) -%}
    {%- endfor -%}
    {{ return(layouts.values() | list) }}
{% endmacro %}
