{#- The columns of segments__model_parameters, and their types. -#}
{% macro parameter_columns() %}
    {{ return({
        'model_version': 'integer', 'part': 'string', 'prototype': 'integer', 'cluster': 'integer',
        'segment_id': 'string', 'customer_count': 'bigint', 'feature': 'string', 'parameter': 'string',
        'value': 'double', 'text_value': 'string'
    }) }}
{% endmacro %}
