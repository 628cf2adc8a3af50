{#- Totals are numbers, of columns that an input has. -#}
{% macro check_expected_totals() %}
    {%- set name = 'segments_expected_totals' -%}
    {%- set wanted = var(name) or {} -%}
    {%- set inputs = ['transactions', 'customers', 'products'] -%}
    {%- if wanted is not mapping -%}
        {%- do customer_segments.refuse(name, wanted, 'totals by input and column such as {customers: {rows: 200}}') -%}
    {%- endif -%}
    {%- for input, totals in wanted.items() -%}
        {%- if input not in inputs or totals is not mapping -%}
            {%- do customer_segments.refuse(name ~ '.' ~ input, totals, 'totals by column, of one of ' ~ inputs | join(', ')) -%}
        {%- endif -%}
        {%- for column, total in totals.items() -%}
            {%- if column not in ['rows'] + customer_segments.canonical_columns(input) -%}
                {%- do customer_segments.refuse(
                    name ~ '.' ~ input ~ '.' ~ column, 'no column of the input',
                    'rows or one of ' ~ customer_segments.canonical_columns(input) | join(', ')
                ) -%}
            {%- endif -%}
            {%- if total is boolean or total is not number -%}
                {%- do customer_segments.refuse(name ~ '.' ~ input ~ '.' ~ column, total, 'a number') -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
