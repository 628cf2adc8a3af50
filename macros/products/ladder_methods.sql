{#- What fills up where a segment's own method has too little, first to last. -#}
{% macro ladder_methods() %}
    {%- set methods = [
        'segment recent top', 'segment top', 'category recent top', 'category top', 'shop recent top', 'shop top'
    ] -%}
    {{ return(methods[:2] if var('segments_recommendation_scope') == 'segment' else methods) }}
{% endmacro %}
