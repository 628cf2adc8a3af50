{#-
  The checks before anything is built, where something of this package is built or tested: a
  command of an installing project that leaves the package alone is not stopped by them.
-#}
{% macro check_run() %}
    {%- if customer_segments.is_selected() -%}
        {%- do customer_segments.check_vars() -%}
        {%- do customer_segments.check_inputs() -%}
        {%- do customer_segments.close_the_doors() -%}
    {%- elif not execute -%}
        {#- dbt resolves in a hook only what the hook referred to when it was parsed -#}
        {%- for input in customer_segments.inputs() -%}{%- do customer_segments.input_kind(input) -%}{%- endfor -%}
        {%- for name in customer_segments.previous_vars() -%}{%- do var(name) -%}{%- endfor -%}
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
