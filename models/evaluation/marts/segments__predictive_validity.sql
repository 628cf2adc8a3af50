-- One row per outcome and way to group customers: the share of the next quarter's variance it explains.
{%- set folds = customer_segments.validation_folds() %}
with

sums as (
    select
        method,
        outcome,
        copy_number,
        max(group_count) as group_count,
        max(customer_count) as customer_count,
        sum(cast(squares - squares_between as decimal(28, 9))) as squares_within,
        sum(cast(
            squares - {{ customer_segments.divide('total', 'customer_count') }} * total as decimal(28, 9)
        )) as squares_in_all
    from {{ ref('int_segments__validation_sums') }}
    group by method, outcome, copy_number
),

explained as (
    select
        *,
        1 - {{ customer_segments.divide('squares_within', 'squares_in_all') }} as eta_squared,
        -- adjusted, because more groups explain more by chance
        1 - {{ customer_segments.divide(
            'squares_within * (customer_count - 1)', 'squares_in_all * (customer_count - group_count)'
        ) }} as adjusted_eta_squared
    from sums
),

compared as (
    select
        explained.*,
        segments.adjusted_eta_squared - explained.adjusted_eta_squared as advantage
    from explained
    left join explained as segments
        on
            explained.outcome = segments.outcome
            and explained.copy_number = segments.copy_number
            and segments.method = 'segments'
            and explained.method <> 'segments'
),

-- jackknife: (folds - 1) / folds of the sum of squares over the copies, two standard errors to either side
margins as (
    select
        copies.method,
        copies.outcome,
        2 * sqrt({{ (folds - 1) / folds }} * sum(cast(
            power(copies.adjusted_eta_squared - whole.adjusted_eta_squared, 2) as decimal(28, 18)
        ))) as margin,
        2 * sqrt({{ (folds - 1) / folds }} * sum(cast(
            power(copies.advantage - whole.advantage, 2) as decimal(28, 18)
        ))) as advantage_margin
    from compared as copies
    inner join compared as whole
        on copies.method = whole.method and copies.outcome = whole.outcome and whole.copy_number = 0
    where copies.copy_number > 0
    group by copies.method, copies.outcome
),

final as (
    select
        compared.outcome,
        compared.method,
        quarter.earlier_date as split_date,
        quarter.later_date as end_date,
        cast(compared.customer_count as bigint) as customer_count,
        cast(compared.group_count as integer) as group_count,
        round(compared.eta_squared, 6) as eta_squared,
        round(compared.adjusted_eta_squared, 6) as adjusted_eta_squared,
        round(compared.adjusted_eta_squared - margins.margin, 6) as adjusted_eta_squared_low,
        round(compared.adjusted_eta_squared + margins.margin, 6) as adjusted_eta_squared_high,
        round(compared.advantage, 6) as advantage,
        round(compared.advantage - margins.advantage_margin, 6) as advantage_low,
        round(compared.advantage + margins.advantage_margin, 6) as advantage_high
    from compared
    inner join margins on compared.method = margins.method and compared.outcome = margins.outcome
    inner join {{ ref('int_segments__comparison_dates') }} as quarter on quarter.comparison = 'validation'
    where compared.copy_number = 0
)

select * from final
