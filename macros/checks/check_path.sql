{#-
  Files are read from the project's own folder, from the folder of public data sets and from
  those the environment names (SEGMENTS_INPUT_FOLDERS, separated by colons); a vars file
  cannot add one.
-#}
{% macro check_path(input) %}
    {%- set name = 'segments_' ~ input -%}
    {%- set value = var(name) | string | trim -%}
    {%- if modules.re.search("['\";`\\n\\r]|://", value) -%}
        {%- do customer_segments.refuse(name, value, 'a path of local files without quotes or semicolons') -%}
    {%- endif -%}
    {%- set path = customer_segments.plain_path(value) -%}
    {%- set allowed = customer_segments.input_folders() -%}
    {%- set inside = namespace(any=false) -%}
    {%- for folder in allowed -%}
        {%- if path.startswith(folder.rstrip('/') ~ '/') -%}{%- set inside.any = true -%}{%- endif -%}
    {%- endfor -%}
    {%- if not inside.any -%}
        {%- do customer_segments.refuse(
            name, value ~ ', outside the folders that may be read',
            'a path in ' ~ allowed | join(' or ') ~ ', or name its folder in the environment variable SEGMENTS_INPUT_FOLDERS'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- The files that a var names, which lie in a folder that may be read. -#}
{% macro check_file_is_there(name) %}
    {%- do customer_segments.check_path(name) -%}
    {%- set files = customer_segments.matching_files(var('segments_' ~ name) | string | trim) -%}
    {%- if not files -%}{%- do customer_segments.refuse_missing_file(name) -%}{%- endif -%}
    {{ return(files) }}
{% endmacro %}

{#- The folder of the project that is run. -#}
{% macro project_folder() %}
    {%- for node in graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed')
        if node.package_name == 'customer_segments' -%}
        {{ return((node.root_path or '.').split('/dbt_packages/')[0]) }}
    {%- endfor -%}
    {{ return('.') }}
{% endmacro %}

{#- The folders that inputs may lie in, as plain absolute paths. -#}
{% macro input_folders() %}
    {%- set folders = [customer_segments.project_folder()] -%}
    {%- for folder in env_var('SEGMENTS_INPUT_FOLDERS', '').split(':') + [env_var('SEGMENTS_DATA', '../shared/data')] -%}
        {%- if folder | trim -%}{%- do folders.append(customer_segments.plain_path(folder | trim)) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(folders) }}
{% endmacro %}

{#- A path from the root, with every '.' and '..' resolved. -#}
{% macro plain_path(path) %}
    {%- set parts = [] -%}
    {%- set whole = path if path.startswith('/') else customer_segments.project_folder() ~ '/' ~ path -%}
    {%- for part in whole.split('/') -%}
        {%- if part == '..' -%}
            {%- if parts -%}{%- do parts.pop() -%}{%- endif -%}
        {%- elif part not in ['', '.'] -%}
            {%- do parts.append(part) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('/' ~ parts | join('/')) }}
{% endmacro %}

{#- Names the nearest file of the folder where there is none of the name that is asked for. -#}
{% macro refuse_missing_file(input) %}
    {%- set value = var('segments_' ~ input) | string | trim -%}
    {%- set folder = value.rsplit('/', 1)[0] ~ '/' if '/' in value else '' -%}
    {%- set near = customer_segments.nearest_name(
        value, customer_segments.matching_files(folder ~ '*.csv') + customer_segments.matching_files(folder ~ '*.parquet')
    ) -%}
    {%- do customer_segments.refuse(
        'segments_' ~ input, value ~ ', which matches no file',
        'a file that exists' ~ (', perhaps ' ~ near if near else '')
    ) -%}
{% endmacro %}
