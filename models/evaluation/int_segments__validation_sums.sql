-- One row per way to group, outcome, its part and copy of the sample: sums of squares within and in total.
{%- set folds = customer_segments.validation_folds() %}
with

outcomes as (
    select
        outcome,
        part,
        customer_id,
        measured_value,
        cast(
            floor({{ customer_segments.hash_share("'validation' || customer_id") }} * {{ folds }}) as integer
        ) as fold
    from {{ ref('int_segments__validation_outcomes') }}
),

folds as (
    select
        validation_groups.method,
        outcomes.outcome,
        outcomes.part,
        validation_groups.group_name,
        outcomes.fold,
        count(*) as customer_count,
        sum(outcomes.measured_value) as total,
        sum(cast(outcomes.measured_value * outcomes.measured_value as decimal(28, 9))) as squares
    from {{ ref('int_segments__validation_groups') }} as validation_groups
    inner join outcomes on validation_groups.customer_id = outcomes.customer_id
    group by
        validation_groups.method, outcomes.outcome, outcomes.part, validation_groups.group_name, outcomes.fold
),

groups as (
    select
        method,
        outcome,
        part,
        group_name,
        sum(customer_count) as customer_count,
        sum(total) as total,
        sum(squares) as squares
    from folds
    group by method, outcome, part, group_name
),

-- copy 0 is the sample itself; each other copy leaves out one fold of the customers
copies as (
    {{ dbt.generate_series(folds + 1) }}
),

left_in as (
    select
        groups.method,
        groups.outcome,
        groups.part,
        groups.group_name,
        cast(copies.generated_number - 1 as integer) as copy_number,
        groups.customer_count - coalesce(folds.customer_count, 0) as customer_count,
        groups.total - coalesce(folds.total, 0) as total,
        groups.squares - coalesce(folds.squares, 0) as squares
    from groups
    cross join copies
    left join folds
        on
            groups.method = folds.method
            and groups.outcome = folds.outcome
            and groups.part = folds.part
            and groups.group_name = folds.group_name
            and copies.generated_number = folds.fold + 2
),

final as (
    select
        method,
        outcome,
        part,
        copy_number,
        count(*) as group_count,
        sum(customer_count) as customer_count,
        sum(squares) as squares,
        sum(total) as total,
        sum(cast(
            {{ customer_segments.divide('total', 'customer_count') }} * total as decimal(28, 9)
        )) as squares_between
    from left_in
    where customer_count > 0
    group by method, outcome, part, copy_number
)

select * from final
