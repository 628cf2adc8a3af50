{#- What an earlier build published is named by a table or a Parquet file, by nothing else. -#}
{% macro check_previous() %}
    {%- for name in customer_segments.previous_vars() -%}
        {%- set value = var(name) | string -%}
        {%- if var(name) is not none
            and not modules.re.fullmatch('["`]?[\\w -]+["`]?([.]["`]?[\\w -]+["`]?){0,2}', value)
            and not modules.re.fullmatch('[\\w ./*:-]+[.]parquet', value) -%}
            {%- do customer_segments.refuse(name, value, 'a table, a ref or source, or a Parquet file') -%}
        {%- endif -%}
        {%- if execute and value.endswith('.parquet') -%}
            {%- for path in customer_segments.check_file_is_there(name[9:]) -%}
                {%- do customer_segments.check_parquet_file(name[9:], path) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if var('segments_previous_history') is not none
        and none in [var('segments_previous_customers'), var('segments_previous_registry')] -%}
        {%- do customer_segments.refuse(
            'segments_previous_history', var('segments_previous_history'),
            'segments_previous_customers and segments_previous_registry beside it, of the same build'
        ) -%}
    {%- endif -%}
    {%- if var('segments_model_version') and not var('segments_previous_parameters') -%}
        {%- do customer_segments.refuse(
            'segments_model_version', var('segments_model_version'),
            'null, or name in segments_previous_parameters the segments__model_parameters that holds the version'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- The vars that name what an earlier build published. -#}
{% macro previous_vars() %}
    {{ return([
        'segments_previous_customers', 'segments_previous_registry', 'segments_previous_history',
        'segments_previous_parameters'
    ]) }}
{% endmacro %}
