{#- The columns of segments__model_registry and their types. -#}
{% macro registry_columns() %}
    {{ return([
        ('model_version', 'integer'), ('model_hash', 'string'), ('as_of_date', 'date'),
        ('algorithm', 'string'), ('cluster_count', 'integer'), ('features', 'string'),
        ('customer_count', 'bigint'), ('silhouette', 'double'),
        ('stability', 'double'), ('moved_share', 'double'),
        ('highest_segment_number', 'integer')
    ]) }}
{% endmacro %}

{#- The columns of a previously published registry. -#}
{% macro previous_registry_columns() %}
    {%- set columns = [] -%}
    {%- for column, type in customer_segments.registry_columns() -%}
        {%- do columns.append(
            customer_segments.previous_column('previous_registry', column, type) ~ ' as ' ~ column
        ) -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
