-- One row per month end: the share of customers that a re-fit moves, and that the fixed model moves.
with

past_clusters as (
    select
        cast(past.as_of_date as date) as as_of_date,
        past.customer_id,
        past.refitted_cluster,
        past.frozen_cluster
    from {{ ref('int_segments__past_clusters') }} as past
    inner join {{ ref('int_segments__as_of_dates') }} as as_of_dates
        on cast(past.as_of_date as date) = as_of_dates.as_of_date and as_of_dates.is_month_end
),

changed as (
    select
        later.as_of_date,
        count(*) as customer_count,
        sum(case when later.refitted_cluster <> earlier.refitted_cluster then 1 else 0 end)
            as refitted_count,
        sum(case when later.frozen_cluster <> earlier.frozen_cluster then 1 else 0 end) as frozen_count
    from past_clusters as later
    inner join past_clusters as earlier
        on
            later.customer_id = earlier.customer_id
            and earlier.as_of_date = {{ customer_segments.add_months('later.as_of_date', -1) }}
    group by later.as_of_date
),

final as (
    select
        as_of_date,
        cast(customer_count as bigint) as customer_count,
        round({{ customer_segments.divide('refitted_count', 'customer_count') }}, 6)
            as refitted_changed_share,
        round({{ customer_segments.divide('frozen_count', 'customer_count') }}, 6)
            as frozen_changed_share,
        round({{ customer_segments.divide('refitted_count - frozen_count', 'customer_count') }}, 6)
            as changed_by_refit_share
    from changed
)

select * from final
