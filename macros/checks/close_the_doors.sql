{#-
  From here on the engine may touch no file but the project's, the inputs' and its own, and
  no network. On where our own profile runs; a project that installs us decides by
  segments_sandbox.
-#}
{% macro close_the_doors() %}{{ return(adapter.dispatch('close_the_doors', 'customer_segments')()) }}{% endmacro %}
{% macro default__close_the_doors() %}{% endmacro %}
{% macro duckdb__close_the_doors() %}
    {%- set asked = var('segments_sandbox') -%}
    {%- set wanted = target.profile_name == 'customer_segments' if asked is none else asked -%}
    {%- if execute and wanted | as_bool
        and run_query("select current_setting('enable_external_access')").columns[0].values()[0] -%}
        {%- set folders = [] -%}
        {%- for folder in customer_segments.input_folders() + [customer_segments.plain_path(env_var('DBT_TARGET_PATH', 'target'))] -%}
            {%- do folders.append(customer_segments.quoted(folder ~ '/')) -%}
        {%- endfor -%}
        {%- do run_query('set allowed_directories = [' ~ folders | join(', ') ~ ']') -%}
        {%- do run_query('set enable_external_access = false') -%}
    {%- endif -%}
{% endmacro %}
