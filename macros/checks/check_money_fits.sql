{#- Ends the build where the money of all lines is more than decimal(18, 4) can hold in one sum. -#}
{% macro check_money_fits() %}
    {%- if execute -%}
        {%- set total = run_query('select cast(coalesce(sum(abs(line_amount)), 0) as double) from ' ~ this).columns[0].values() | first -%}
        {%- if total >= 90000000000000 -%}
            {%- do customer_segments.stop(
                'segments_inputs.transactions: the order lines add up to ' ~ '{:,.0f}'.format(total) ~ customer_segments.money_unit()
                ~ ', and sums are exact up to 90,000,000,000,000; state the money in thousands, such as '
                ~ 'segments_inputs.transactions.columns: {unit_price: {column: <your column>, divided_by: 1000}}.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
