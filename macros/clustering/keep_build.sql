{#-
  Keeps what the next build needs of this one, under a schema of its own, so that ids stay and
  moves tell late data and re-fits apart:

      dbt run-operation keep_build
-#}
{% macro keep_build(schema='segments_previous') %}
    {%- if not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', schema) -%}
        {%- do customer_segments.refuse('schema', schema, 'a name of letters, digits and underscores') -%}
    {%- endif -%}
    {%- do adapter.create_schema(api.Relation.create(database=target.database, schema=schema)) -%}
    {%- for name in [
        'segments__customers', 'segments__model_registry', 'segments__model_parameters', 'segments__history'
    ] if 'model.customer_segments.' ~ name in graph.nodes -%}
        {#- where the installing project's +schema and +database put it -#}
        {%- set model = graph.nodes['model.customer_segments.' ~ name] -%}
        {%- if schema == model.schema -%}
            {%- do customer_segments.refuse('schema', schema, 'another than the one that is built') -%}
        {%- endif -%}
        {%- set built = adapter.get_relation(model.database, model.schema, model.alias) -%}
        {%- if built is none -%}
            {{ exceptions.raise_compiler_error(
                'There is no table ' ~ model.relation_name ~ ' to keep; run dbt build first.'
            ) }}
        {%- endif -%}
        {%- set kept = api.Relation.create(database=target.database, schema=schema, identifier=name, type='table') -%}
        {%- do adapter.drop_relation(kept) -%}
        {%- do run_query('create table ' ~ kept ~ ' as select * from ' ~ built) -%}
        {%- do log('kept ' ~ kept, info=true) -%}
    {%- endfor -%}
    {%- do customer_segments.commit_work() -%}
{% endmacro %}
