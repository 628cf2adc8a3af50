{#-
  From here on the engine may touch no file but the inputs' and its own, and no network. Always on
  under this project's own profile; a project that installs us turns it on by the environment
  variable SEGMENTS_RESTRICT_FILE_ACCESS, because its own models may need other files. A vars file
  can do neither. The files are named one by one, so that a query could add none beside them; DuckDB
  does not tell reading from writing, so that it could overwrite an input.
-#}
{% macro restrict_file_access() %}{%- do adapter.dispatch('restrict_file_access', 'customer_segments')() -%}{% endmacro %}
{#- Spark has no such switch: what its user may read is for the cluster to say. -#}
{% macro spark__restrict_file_access() %}{% endmacro %}
{% macro default__restrict_file_access() %}
    {%- set is_wanted = target.profile_name == 'customer_segments' or env_var('SEGMENTS_RESTRICT_FILE_ACCESS', '') | as_bool -%}
    {%- for name in ['temp_directory', 'allowed_paths', 'allowed_directories'] if is_wanted and name in (target.settings or {}) -%}
        {%- do customer_segments.stop(
            'the profile sets ' ~ name ~ ' under settings, which every connection sets anew after file access is closed; move '
            ~ name ~ ' to config_options.'
        ) -%}
    {%- endfor -%}
    {%- set paths = [] -%}
    {%- for input in customer_segments.inputs() + ['rfm_grid'] + customer_segments.previous_tables().keys() | list -%}
        {%- set source = customer_segments.input_source(input) or '' -%}
        {%- if customer_segments.source_kind(source) == 'folder' -%}
            {#- whether it is one of Parquet files is asked again later -#}
            {%- do paths.append(customer_segments.plain_path(source) ~ '/*.parquet') -%}
        {%- endif -%}
        {%- do paths.extend(customer_segments.input_patterns(input) + customer_segments.input_files(input)) -%}
    {%- endfor -%}
    {%- if execute and is_wanted
        and run_query("select current_setting('enable_external_access')").columns[0].values()[0] -%}
        {#- what is loaded by insert is read by dbt, not by the engine -#}
        {%- for seed in graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed') if seed.config.get('fast', true) -%}
            {%- do paths.append(seed.root_path ~ '/' ~ seed.original_file_path) -%}
        {%- endfor -%}
        {%- do run_query("set allowed_paths = ['" ~ paths | map('replace', "'", "''") | join("', '") ~ "']") -%}
        {%- do run_query('set enable_external_access = false') -%}
    {%- endif -%}
{% endmacro %}
