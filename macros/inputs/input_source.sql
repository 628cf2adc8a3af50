{#- What segments_inputs says of an input; of the columns also what segments_customer_attributes says. -#}
{% macro input_setting(input, name) %}
    {%- set inputs = var('segments_inputs') or {} -%}
    {%- set settings = (inputs.get(input) if inputs is mapping) or {} -%}
    {%- if name != 'columns' -%}
        {{ return(settings.get(name) or {'encoding': 'utf-8', 'decimal': 'point', 'dates': 'iso', 'totals': {}}.get(name)) }}
    {%- endif -%}
    {%- set columns = {} -%}
    {%- if input == 'customers' -%}
        {%- for attribute in customer_segments.customer_attributes() -%}
            {%- set column = customer_segments.attribute_setting(attribute, 'column') -%}
            {%- if column -%}{%- do columns.update({attribute: column}) -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(dict(columns, **(settings.get('columns') or {}))) }}
{% endmacro %}

{#- The tables that an earlier build published, as inputs. -#}
{% macro previous_tables() %}
    {{ return({
        'previous_customers': 'segments__customers', 'previous_registry': 'segments__model_registry',
        'previous_parameters': 'segments__model_parameters', 'previous_history': 'segments__history'
    }) }}
{% endmacro %}

{#- Where an input is, as a path or a relation; none for one that is absent. -#}
{% macro input_source(input) %}
    {%- set table = customer_segments.previous_tables().get(input) -%}
    {%- if table -%}
        {%- set place = var('segments_previous_schema') -%}
        {{ return(none if not place else place ~ table ~ '.parquet' if place.endswith('/') else place ~ '.' ~ table) }}
    {%- elif input == 'rfm_grid' -%}
        {{ return(var('segments_rfm_grid')) }}
    {%- endif -%}
    {%- set source = customer_segments.input_setting(input, 'from') -%}
    {{ return((customer_segments.reference_of(source) or source | trim) if source else none) }}
{% endmacro %}

{#- The setting an input is named by. -#}
{% macro input_label(input) %}
    {{ return(
        'segments_previous_schema' if input in customer_segments.previous_tables() else 'segments_rfm_grid' if input == 'rfm_grid'
        else 'segments_inputs.' ~ input
    ) }}
{% endmacro %}

{#- What text names: 'csv', 'parquet' or 'relation'; a folder that ends in / is 'folder'. -#}
{% macro source_kind(source) %}
    {%- set path = source | lower | trim -%}
    {{ return(
        'csv' if modules.re.search('[.](csv|tsv|txt)([.]gz)?$', path) else 'parquet' if path.endswith('.parquet')
        else 'folder' if path.endswith('/') else 'relation'
    ) }}
{% endmacro %}

{#-
  What an input is: 'none', 'csv', 'parquet' or 'relation'. A folder is one of Parquet files if it
  holds one, otherwise of CSV files. A table that an earlier build did not keep is absent.
-#}
{% macro input_kind(input) %}
    {%- set source = customer_segments.input_source(input) -%}
    {%- if not source -%}{{ return('none') }}{%- endif -%}
    {%- set kind = customer_segments.source_kind(source) -%}
    {%- if kind == 'folder' -%}
        {%- set files = customer_segments.matching_files(
            customer_segments.plain_path(source) ~ '/*.parquet', customer_segments.input_label(input)
        ) -%}
        {{ return('parquet' if files else 'csv') }}
    {%- elif execute and input in customer_segments.previous_tables() -%}
        {%- set is_kept = customer_segments.input_files(input, kind) if kind == 'parquet'
            else customer_segments.existing_relation(source) is not none -%}
        {{ return(kind if is_kept else 'none') }}
    {%- endif -%}
    {{ return(kind) }}
{% endmacro %}

{#- The text after `from` that reads an input that is not CSV, with the file of each row in segments_source_file. -#}
{% macro input_relation(input) %}
    {%- set kind = customer_segments.input_kind(input) -%}
    {%- if kind == 'parquet' -%}
        {{ return(customer_segments.parquet_rows(customer_segments.input_files(input))) }}
    {%- elif kind == 'none' -%}
        {{ return('(select 1 as absent where 1 = 0) as absent') }}
    {%- endif -%}
    {#- what a ref gives stands as it is, a name part by part in quotes -#}
    {%- set source = customer_segments.input_source(input) -%}
    {%- if not modules.re.fullmatch('[\\w -]+([.][\\w -]+){0,2}', source) -%}{{ return(source) }}{%- endif -%}
    {%- set parts = [] -%}
    {%- for part in source.split('.') -%}{%- do parts.append(adapter.quote(part)) -%}{%- endfor -%}
    {{ return(parts | join('.')) }}
{% endmacro %}

{#- The relation an input names, or none if it does not exist. -#}
{% macro existing_relation(source) %}
    {%- set parts = customer_segments.named_relation(source).replace('"', '').replace('`', '').split('.') -%}
    {{ return(adapter.get_relation(
        database=parts[-3] if parts | length > 2 else target.database,
        schema=parts[-2] if parts | length > 1 else target.schema,
        identifier=parts[-1]
    )) }}
{% endmacro %}

{#- The table an input names, also where --empty or --sample wraps a ref in a query of fewer rows. -#}
{% macro named_relation(source) %}
    {{ return(modules.re.sub('^(?:[(]select [*] from )+(.+?) where .*$', '\\1', source)) }}
{% endmacro %}
