-- One row per outcome of matching returns to sales: lines, units and money.
with

returns as (
    select * from {{ ref(customer_segments.order_lines_model()) }}
    where is_accepted and not is_sale
),

matches as (
    select
        return_line_id,
        sum(unit_count) as unit_count
    from {{ ref('int_segments__return_matches') }}
    group by return_line_id
),

judged as (
    select
        abs(returns.quantity) as unit_count,
        -returns.line_amount as amount,
        coalesce(matches.unit_count, 0) as matched_unit_count,
        case
            when matches.unit_count is null then 'unmatched'
            when matches.unit_count < abs(returns.quantity) then 'partly'
            else 'matched'
        end as outcome
    from returns
    left join matches on returns.line_id = matches.return_line_id
),

outcomes as (
    {% for outcome in ['matched', 'partly', 'unmatched'] -%}
    select
        {{ loop.index }} as outcome_order,
        '{{ outcome }}' as outcome
    {% if not loop.last %}union all
    {% endif -%}
    {%- endfor %}
),

final as (
    select
        outcomes.outcome,
        count(judged.outcome) as line_count,
        cast(coalesce(sum(judged.unit_count), 0) as decimal(18, 4)) as unit_count,
        cast(coalesce(sum(judged.matched_unit_count), 0) as decimal(18, 4))
            as matched_unit_count,
        cast(coalesce(sum(judged.amount), 0) as decimal(18, 4)) as amount
    from outcomes
    left join judged on outcomes.outcome = judged.outcome
    group by outcomes.outcome, outcomes.outcome_order
)

select {{ customer_segments.known_columns(['amount']) }} from final
