{#-
  Keeps what the next build needs of this one, under a schema of its own, so that ids stay and
  moves tell late data and re-fits apart:

      dbt run-operation keep_build
-#}
{% macro keep_build(schema='segments_previous') %}
    {%- if not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', schema) -%}
        {%- do customer_segments.refuse('schema', schema, 'a name of letters, digits and underscores') -%}
    {%- elif schema == target.schema -%}
        {%- do customer_segments.refuse('schema', schema, 'another than the one that is built') -%}
    {%- endif -%}
    {%- do adapter.create_schema(api.Relation.create(database=target.database, schema=schema)) -%}
    {%- for name in [
        'segments__customers', 'segments__model_registry', 'segments__model_parameters', 'segments__history'
    ] -%}
        {%- set kept = api.Relation.create(database=target.database, schema=schema, identifier=name, type='table') -%}
        {%- set built = adapter.get_relation(target.database, target.schema, name) -%}
        {%- if built is none and name in ['segments__customers', 'segments__model_registry'] -%}
            {%- do customer_segments.stop('There is no table ' ~ name ~ ' to keep; run dbt build first.') -%}
        {%- endif -%}
        {%- do adapter.drop_relation(kept) -%}
        {#- the tables of a module that is off are not there -#}
        {%- if built is not none -%}
            {%- do run_query('create table ' ~ kept ~ ' as select * from ' ~ built) -%}
            {%- do log('kept ' ~ kept, info=true) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do customer_segments.commit_work() -%}
{% endmacro %}
