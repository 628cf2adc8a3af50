{#- The catalog of a session is lost with it, and views with the catalog: what is a view elsewhere is a table here. -#}
{% materialization view, adapter='sparklocal' %}
    {%- set target_relation = api.Relation.create(identifier=model['alias'], schema=schema, database=database, type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do adapter.drop_relation(target_relation) -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
