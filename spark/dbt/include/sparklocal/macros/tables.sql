{#- Python models are run in the session and return a frame of pandas. -#}
{% macro sparklocal__create_table_as(temporary, relation, compiled_code, language='sql') -%}
{%- if language == 'sql' -%}
{{ spark__create_table_as(temporary, relation, compiled_code, language) }}
{%- else %}
{#- the code begins on a line of its own, without the indentation of the caller #}
{{ compiled_code }}

from dbt.adapters.sparklocal import relation

relation.write(spark, model(dbtObj(relation.table(spark)), spark), "{{ relation }}")
{%- endif -%}
{%- endmacro %}

{#- Spark gives small integers and wide decimals where DuckDB does not: a contract is kept by casting to its types. -#}
{% macro sparklocal__get_assert_columns_equivalent(sql) %}{% endmacro %}

{% macro sparklocal__get_select_subquery(sql) -%}
select
    {%- for column in model['columns'].values() %}
    cast({{ adapter.quote(column['name']) }} as {{ 'string' if column['data_type'] == 'varchar' else column['data_type'] }})
        as {{ adapter.quote(column['name']) }}{{ ',' if not loop.last }}
    {%- endfor %}
from (
    {{ sql }}
)
{%- endmacro %}

{#- A seed without rows gets a file, too. -#}
{% macro sparklocal__create_csv_table(model, agate_table) %}
    {%- set sql = spark__create_csv_table(model, agate_table) -%}
    {%- if agate_table.rows | length == 0 -%}{%- do adapter.write_empty(this) -%}{%- endif -%}
    {{ return(sql) }}
{% endmacro %}

{#- Rows of a seed: dbt-spark's session writes None and quotes into the text. -#}
{% macro sparklocal__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- for chunk in agate_table.rows | batch(500) -%}
        {%- set sql -%}
            insert into {{ this.render() }} values
            {%- for row in chunk %}
            (
                {%- for value in row -%}
                    {%- set type = types.get(agate_table.column_names[loop.index0], adapter.convert_type(agate_table, loop.index0)) -%}
                    {%- if value is none -%}null{%- else -%}cast({{ customer_segments.spark__quoted(value) }} as {{ type }}){%- endif -%}
                    {{ ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {%- endfor -%}
        {%- endset -%}
        {%- do run_query(sql) -%}
    {%- endfor -%}
    {{ return('') }}
{% endmacro %}

{#- A Parquet table has no constraints; the data tests look for nulls. -#}
{% macro sparklocal__persist_constraints(relation, model) %}{% endmacro %}
