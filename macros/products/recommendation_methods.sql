{#- The ways to recommend that the back-test compares and that may be served, boldest first. -#}
{% macro recommendation_methods() %}
    {{ return([
        'related and rising', 'alike and rising', 'related', 'category recent top', 'category top',
        'segment recent top', 'segment top', 'country top', 'shop recent top', 'shop top'
    ]) }}
{% endmacro %}
