-- Warns, then fails, where too much was rejected that is a loss: a share of the lines or of their money.
{{ config(fail_calc='coalesce(max(level), 0)', warn_if='>= 1', error_if='>= 2') }}
with

rules as (
    select reason_code
    from {{ ref('segments_cleaning_rules') }}
    where treatment = 'reject' and not is_loss
),

lines as (
    select
        rejection_reasons,
        count(*) as line_count,
        coalesce(sum(abs(line_amount)), 0) as amount
    from {{ ref('int_segments__transaction_lines') }}
    group by rejection_reasons
),

-- a line that repeats another one is no loss, whatever else is wrong with it
harmless as (
    select distinct lines.rejection_reasons
    from lines
    inner join rules
        on concat('; ', lines.rejection_reasons, '; ') like concat('%; ', rules.reason_code, '; %')
),

judged as (
    select
        lines.*,
        lines.rejection_reasons is not null and harmless.rejection_reasons is null as is_loss
    from lines
    left join harmless on lines.rejection_reasons = harmless.rejection_reasons
),

shares as (
    {% for measure, value in [('lines', 'line_count'), ('money', 'amount')] -%}
    select
        '{{ measure }}' as measure,
        {{ customer_segments.divide('sum(case when is_loss then ' ~ value ~ ' else 0 end)', 'sum(' ~ value ~ ')') }}
            as lost_share
    from judged
    {% if not loop.last %}union all
    {% endif -%}
    {%- endfor %}
)

select
    measure,
    lost_share,
    case when lost_share > {{ customer_segments.tuning('loss_to_stop') }} then 2 else 1 end as level
from shares
where lost_share > {{ customer_segments.tuning('loss_to_warn') }}
