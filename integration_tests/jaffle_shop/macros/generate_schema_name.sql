{#- Seeds go into the schema that they name, everything else into the target's. -#}
{% macro generate_schema_name(custom_schema_name, node) %}
    {%- if node.resource_type == 'seed' -%}
        {{ custom_schema_name | trim }}
    {%- elif custom_schema_name is not none and target.name == 'prod' -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}
    {%- endif -%}
{% endmacro %}
