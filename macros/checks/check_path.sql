{#-
  Files are read from the project's own folder, from the folder of public data sets and from
  those the environment names (SEGMENTS_INPUT_FOLDERS, separated by colons); a vars file
  cannot add one. Links are followed first.
-#}
{% macro check_path(name, path) %}
    {%- if modules.re.search("['\";`\\x00-\\x1f]|://", path) -%}
        {%- do customer_segments.refuse(name, path, 'a path of local files without quotes or semicolons') -%}
    {%- endif -%}
    {%- set allowed = [] -%}
    {%- for folder in [builtins.ref.config.project_root] + env_var('SEGMENTS_INPUT_FOLDERS', '').split(':')
        + [env_var('SEGMENTS_DATA', '../shared/data')] if folder | trim -%}
        {%- set plain = customer_segments.plain_path(folder | trim) -%}
        {%- do allowed.extend([plain, customer_segments.real_path(plain)]) -%}
    {%- endfor -%}
    {%- set inside = namespace(count=0) -%}
    {%- for place in [path, customer_segments.real_path(path)] -%}
        {%- for folder in allowed if (place ~ '/').startswith(folder.rstrip('/') ~ '/') -%}
            {%- if loop.first -%}{%- set inside.count = inside.count + 1 -%}{%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if inside.count < 2 -%}
        {%- do customer_segments.refuse(
            name, path ~ ', outside the folders that may be read',
            'a path in ' ~ (allowed | unique | join(' or '))[:300] ~ ', or name its folder in the environment variable SEGMENTS_INPUT_FOLDERS'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- A path from the root, with every '.' and '..' resolved; relative ones begin in the project. -#}
{% macro plain_path(path) %}
    {%- set parts = [] -%}
    {%- set whole = path if path.startswith('/') else builtins.ref.config.project_root ~ '/' ~ path -%}
    {%- for part in whole.split('/') -%}
        {%- if part == '..' -%}
            {%- if parts -%}{%- do parts.pop() -%}{%- endif -%}
        {%- elif part not in ['', '.'] -%}
            {%- do parts.append(part) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return('/' ~ parts | join('/')) }}
{% endmacro %}

{#-
  Where the links of a path lead. dbt keeps a folder that was not given on the command line as a
  Python path, which can tell; where all three were given, links are not followed.
-#}
{% macro real_path(path) %}
    {%- set given = builtins.ref.config.args -%}
    {%- for folder in [given.PROJECT_DIR, given.PROFILES_DIR, given.LOG_PATH] if folder and folder.joinpath is defined -%}
        {{ return(folder.joinpath(path).resolve() | string) }}
    {%- endfor -%}
    {{ return(path) }}
{% endmacro %}

{#- Suggests the file with the most similar name if the named file does not exist. -#}
{% macro refuse_missing_file(input) %}
    {%- set value = customer_segments.input_source(input) -%}
    {%- set folder = customer_segments.plain_path(value ~ ('*' if value.endswith('/'))).rsplit('/', 1)[0] -%}
    {%- set label = customer_segments.input_label(input) -%}
    {%- set near = customer_segments.nearest_name(
        customer_segments.plain_path(value),
        customer_segments.matching_files(folder ~ '/*.csv', label) + customer_segments.matching_files(folder ~ '/*.parquet', label)
    ) -%}
    {%- do customer_segments.refuse(
        label, value ~ ', which matches no file' ~ ('' if value.startswith('/') else ' from the project\'s folder, where relative paths begin'),
        'a file that exists' ~ (', perhaps ' ~ near if near else '')
    ) -%}
{% endmacro %}
