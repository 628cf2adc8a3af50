{#-
  Copies the tables that the next build needs into a separate schema, so that ids are kept and
  moves distinguish late data from re-fits:

      dbt run-operation keep_build
-#}
{% macro keep_build(schema='segments_previous') %}
    {%- if not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', schema) -%}
        {%- do customer_segments.refuse('schema', schema, 'a name of letters, digits and underscores') -%}
    {%- endif -%}
    {%- do adapter.create_schema(api.Relation.create(database=target.database, schema=schema)) -%}
    {%- for name in [
        'segments__customers', 'segments__model_registry', 'segments__model_parameters', 'segments__history'
    ] -%}
        {%- set kept = api.Relation.create(database=target.database, schema=schema, identifier=name, type='table') -%}
        {#- where +schema and +database of an installing project put it; not there if its module is off -#}
        {%- set model = graph.nodes.get('model.customer_segments.' ~ name) -%}
        {%- if model and schema == model.schema -%}
            {%- do customer_segments.refuse('schema', schema, 'another than the one that is built') -%}
        {%- endif -%}
        {%- set built = adapter.get_relation(model.database, model.schema, model.alias) if model -%}
        {%- if model and built is none -%}
            {%- do customer_segments.stop('There is no table ' ~ model.relation_name ~ ' to keep; run dbt build first.') -%}
        {%- endif -%}
        {%- do adapter.drop_relation(kept) -%}
        {%- if model -%}
            {%- do run_query('create table ' ~ kept ~ ' as select * from ' ~ built) -%}
            {%- do log('kept ' ~ kept, info=true) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- dbt would roll back what an operation did -#}
    {%- do run_query('commit') -%}
{% endmacro %}
