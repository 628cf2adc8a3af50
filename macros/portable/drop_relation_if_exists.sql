{#-
    Drops a relation that is there; takes the place of dbt's macro of this name. dbt's sends a drop for
    the backup of every model, which a first build never has: a twentieth of the demo build.
-#}
{% macro drop_relation_if_exists(relation) -%}
    {%- if relation is not none and load_cached_relation(relation) is not none -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endif -%}
{%- endmacro %}
