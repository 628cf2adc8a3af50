{#-
  The name of a row's file: without folders, or with those in which files of one name differ,
  because two files of one name are two files.
-#}
{% macro file_label(input, path='segments_source_file') %}
    {%- set names = [] -%}
    {%- set folders = [] -%}
    {%- for file in customer_segments.input_files(input) -%}
        {%- do names.append(file.split('/')[-1]) -%}
        {%- do folders.append(file.split('/')[:-1]) -%}
    {%- endfor -%}
    {%- if names | unique | list | length == names | length -%}{{ return(customer_segments.file_name(path)) }}{%- endif -%}
    {%- set shared = namespace(length=0, goes_on=true) -%}
    {%- for part in folders[0] if shared.goes_on -%}
        {%- for folder in folders if folder | length <= shared.length or folder[shared.length] != part -%}
            {%- set shared.goes_on = false -%}
        {%- endfor -%}
        {%- if shared.goes_on -%}{%- set shared.length = shared.length + 1 -%}{%- endif -%}
    {%- endfor -%}
    {{ return('substring(' ~ path ~ ', ' ~ (2 + (folders[0][:shared.length] | join('/') | length)) ~ ')') }}
{% endmacro %}
