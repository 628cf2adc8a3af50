-- One row per target month end, segmentation and segment: the size the moves before it lead to expect.
with

migrations as (
    select * from {{ ref('segments__migrations') }}
    where is_month_end
),

-- every month end that has moves, and the one after the last
targets as (
    select
        segmentation,
        as_of_date as base_date,
        {{ customer_segments.add_months('as_of_date', 1) }} as target_date
    from migrations
    group by segmentation, as_of_date
),

-- what was learnt from: the twelve month ends up to the base date
learnt as (
    select
        targets.segmentation,
        targets.target_date,
        migrations.from_segment,
        migrations.to_segment,
        sum(migrations.customer_count) as customer_count,
        count(*) over (partition by targets.segmentation, targets.target_date) as row_count
    from targets
    inner join migrations
        on
            targets.segmentation = migrations.segmentation
            and migrations.as_of_date <= targets.base_date
            and migrations.as_of_date > {{ customer_segments.add_months('targets.base_date', -12) }}
    group by targets.segmentation, targets.target_date, migrations.from_segment, migrations.to_segment
),

learnt_months as (
    select
        targets.segmentation,
        targets.target_date,
        count(distinct migrations.as_of_date) as month_count
    from targets
    inner join migrations
        on
            targets.segmentation = migrations.segmentation
            and migrations.as_of_date <= targets.base_date
            and migrations.as_of_date > {{ customer_segments.add_months('targets.base_date', -12) }}
    group by targets.segmentation, targets.target_date
),

leaving as (
    select
        *,
        sum(customer_count) over (
            partition by segmentation, target_date, from_segment
        ) as from_count
    from learnt
),

sizes as (
    select
        segmentation,
        as_of_date,
        to_segment as segment,
        sum(customer_count) as customer_count
    from migrations
    group by segmentation, as_of_date, to_segment
),

flows as (
    select
        leaving.segmentation,
        leaving.target_date,
        leaving.to_segment as segment,
        cast(
            case
                when leaving.from_segment = 'new'
                    then {{ customer_segments.divide('leaving.customer_count', 'learnt_months.month_count') }}
                else
                    sizes.customer_count
                    * {{ customer_segments.divide('leaving.customer_count', 'leaving.from_count') }}
            end as decimal(18, 6)
        ) as expected_count
    from leaving
    inner join learnt_months
        on
            leaving.segmentation = learnt_months.segmentation
            and leaving.target_date = learnt_months.target_date
    inner join targets
        on
            leaving.segmentation = targets.segmentation
            and leaving.target_date = targets.target_date
    left join sizes
        on
            leaving.segmentation = sizes.segmentation
            and leaving.from_segment = sizes.segment
            and targets.base_date = sizes.as_of_date
    where learnt_months.month_count >= 3
),

expected as (
    select
        segmentation,
        target_date,
        segment,
        sum(coalesce(expected_count, 0)) as matrix_count
    from flows
    group by segmentation, target_date, segment
),

final as (
    select
        expected.segmentation,
        expected.target_date,
        expected.segment,
        expected.matrix_count,
        coalesce(base.customer_count, 0) as unchanged_count,
        -- null for the month that is still to come
        case
            when
                count(actual.customer_count) over (
                    partition by expected.segmentation, expected.target_date
                ) > 0
                then coalesce(actual.customer_count, 0)
        end as actual_count
    from expected
    left join sizes as base
        on
            expected.segmentation = base.segmentation
            and expected.segment = base.segment
            and expected.target_date = {{ customer_segments.add_months('base.as_of_date', 1) }}
    left join sizes as actual
        on
            expected.segmentation = actual.segmentation
            and expected.segment = actual.segment
            and expected.target_date = actual.as_of_date
)

select * from final
