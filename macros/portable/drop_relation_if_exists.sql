{#-
    Drops an existing relation; replaces dbt's macro of the same name. dbt's macro drops the backup of
    every model, which a first build never has: a twentieth of the demo build.
-#}
{% macro drop_relation_if_exists(relation) -%}
    {%- if relation is not none and load_cached_relation(relation) is not none -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endif -%}
{%- endmacro %}
