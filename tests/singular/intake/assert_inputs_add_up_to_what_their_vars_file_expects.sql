-- Fails on each total of the totals in segments_inputs that an input does not have: another copy of the file.
with

totals as (
    select
        cast(null as string) as total,
        cast(null as decimal(18, 4)) as expected,
        cast(null as decimal(18, 4)) as found
    where 1 = 0
    {%- for input in customer_segments.present_inputs() %}
    {%- for column, expected in customer_segments.input_setting(input, 'totals').items() %}
    {%- set number = '1' if column == 'rows' else customer_segments.parse_money('trim(' ~ column ~ ')', input) %}
    union all
    select
        '{{ input }}, {{ column }}',
        {{ expected }},
        coalesce(sum({{ number }}), 0)
    from {{ ref('stg_segments__raw_' ~ input) }}
    where not is_repeated_header and malformed_row is null
    {%- endfor %}
    {%- endfor %}
)

select *
from totals
where found != expected
