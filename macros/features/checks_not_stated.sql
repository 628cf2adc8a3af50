{#- The readiness checks that data of this grain cannot answer. -#}
{% macro checks_not_stated() %}
    {{ return({
        'line': ['-'],
        'order': ['product categories', 'share of units of one product beyond its share of sales'],
        'customer': [
            'order lines', 'days of history', 'share of lines without a customer',
            'share of lines rejected for other reasons', 'product categories', 'days that the last month lacks',
            'methods of lifetime value with skill'
        ] + ([] if 'order_count' in customer_segments.input_setting('customers', 'columns')
            else ['buyers', 'share of buyers who came back', 'share of revenue from the largest customer'])
    }[var('segments_input_grain')]) }}
{% endmacro %}
