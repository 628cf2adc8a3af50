{#- The columns of segments__model_parameters, and their types. -#}
{% macro parameter_columns() %}
    {{ return([
        ('model_version', 'integer'), ('part', 'string'), ('prototype', 'integer'), ('cluster', 'integer'),
        ('segment_id', 'string'), ('customer_count', 'bigint'), ('feature', 'string'),
        ('parameter', 'string'), ('value', 'double'), ('text_value', 'string')
    ]) }}
{% endmacro %}

{#- The columns of previously published parameters. -#}
{% macro previous_parameter_columns() %}
    {%- set columns = [] -%}
    {%- for column, type in customer_segments.parameter_columns() -%}
        {%- do columns.append(
            customer_segments.previous_column('previous_parameters', column, type) ~ ' as ' ~ column
        ) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}

{#- The same columns, cast to their types. -#}
{% macro typed_parameter_columns() %}
    {%- set columns = [] -%}
    {%- for column, type in customer_segments.parameter_columns() -%}
        {%- do columns.append('cast(' ~ column ~ ' as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}

{#- Every column of int_segments__fitted_transforms but the feature, and the SQL of its value and its text. -#}
{% macro scaling_parameters() %}
    {%- set parameters = [] -%}
    {%- for name in ['family', 'transform', 'scaling', 'reason'] -%}
        {%- do parameters.append((name, 'null', name)) -%}
    {%- endfor -%}
    {%- for name in [
        'shape', 'missing_value', 'lower_limit', 'upper_limit', 'center', 'scale', 'weight', 'missing_share'
    ] -%}
        {%- do parameters.append((name, name, 'null')) -%}
    {%- endfor -%}
    {%- do parameters.append(('is_used', 'case when is_used then 1 else 0 end', 'null')) -%}
    {{ return(parameters) }}
{% endmacro %}
