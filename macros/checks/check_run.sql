{#-
  The checks before anything is built. In an installing project they run where the command selects
  something of this package, so that they stop no other command; only Jinja in a setting is
  refused everywhere, while dbt parses, before anything renders it.
-#}
{% macro check_run() %}
    {%- if customer_segments.is_selected() -%}
        {%- do customer_segments.check_settings() -%}
        {%- do customer_segments.check_inputs() -%}
        {%- do customer_segments.restrict_file_access() -%}
        {%- do customer_segments.forget_kept_build() -%}
    {%- elif not execute -%}
        {%- do customer_segments.check_text() -%}
        {#- dbt resolves in a hook only what the hook referred to when it was parsed -#}
        {%- for input in customer_segments.inputs() -%}{%- do customer_segments.input_source(input) -%}{%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- Whether the command selects anything of this package; while parsing, whether this is the project that runs. -#}
{% macro is_selected() %}
    {%- if not execute -%}{{ return(project_name == 'customer_segments') }}{%- endif -%}
    {%- for unique_id in selected_resources if unique_id.split('.')[1] == 'customer_segments' -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}
