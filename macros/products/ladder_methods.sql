{#- What fills up where a segment's own method has too little, first to last. -#}
{% macro ladder_methods() %}
    {{ return([
        'segment recent top', 'segment top', 'category recent top', 'category top', 'shop recent top', 'shop top'
    ]) }}
{% endmacro %}
