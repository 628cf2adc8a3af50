-- One row per cleaning rule: lines and money that it rejected, corrected or noted.
with

rules as (
    select * from {{ ref('segments_cleaning_rules') }}
),

-- lines with the same findings are grouped before they are matched to the rules
findings as (
    select
        coalesce(rejection_reasons, '') as rejection_reasons,
        concat_ws(
            '; ',
            case when is_customer_id_repaired then 'customer_id_repaired' end,
            case when is_order_id_repaired then 'order_id_repaired' end,
            case when is_product_id_repaired then 'product_id_repaired' end,
            case when is_product_name_repaired then 'product_name_repaired' end,
            case when is_number_repaired then 'number_repaired' end,
            case when is_time_moved then 'time_moved' end,
            case when is_currency_converted then 'currency_converted' end
        ) as corrections,
        count(*) as line_count,
        sum(line_amount) as amount
    from {{ ref('int_segments__transaction_lines') }}
    group by rejection_reasons, corrections
),

total as (
    select sum(line_count) as line_count
    from findings
),

matched as (
    select
        rules.reason_code,
        findings.line_count,
        findings.amount
    from rules
    inner join findings
        on
            '; ' || findings.rejection_reasons || ';' like '%; ' || rules.reason_code || ';%'
            or (
                findings.rejection_reasons = ''
                and '; ' || findings.corrections || ';' like '%; ' || rules.reason_code || ';%'
            )
),

returns as (
    select
        case outcome when 'partly' then 'return_partly_matched' else 'return_' || outcome end as reason_code,
        line_count,
        -amount as amount
    from {{ ref('segments__return_matching') }}
),

summed as (
    select
        reason_code,
        sum(line_count) as line_count,
        sum(amount) as amount
    from matched
    group by reason_code
    union all
    select * from returns
    union all
    select
        reason_code,
        line_count,
        amount
    from {{ ref('int_segments__cleaning_notes') }}
),

records as (
    select
        reason_code,
        sum(record_count) as record_count
    from {{ ref('segments__rejected_records') }}
    group by reason_code
),

final as (
    select
        rules.reason_code,
        rules.treatment,
        cast(coalesce(summed.line_count, 0) as bigint) as line_count,
        {{ customer_segments.divide('coalesce(summed.line_count, 0)', 'total.line_count') }} as line_share,
        cast(coalesce(summed.amount, 0) as decimal(18, 4)) as amount,
        cast(coalesce(records.record_count, 0) as bigint) as record_count,
        rules.what_is_wrong,
        rules.what_to_do
    from rules
    cross join total
    left join summed on rules.reason_code = summed.reason_code
    left join records on rules.reason_code = records.reason_code
)

select {{ customer_segments.known_columns(['amount']) }} from final
