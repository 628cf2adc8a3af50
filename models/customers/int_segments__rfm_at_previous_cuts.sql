-- One row per as-of date and buyer: the RFM segment of their values by the thresholds of the date before.
with

previous_cuts as (
    select
        *,
        lead(as_of_date) over (order by as_of_date) as next_as_of_date
    from {{ ref('int_segments__rfm_cuts') }}
),

scored as (
    select
        buyers.as_of_date,
        buyers.customer_id,
        {{ customer_segments.score_from_cuts('-buyers.days_since_last_order', 'cuts.recency_cut') }}
            as recency_score,
        {{ customer_segments.score_from_cuts('buyers.order_count', 'cuts.frequency_cut') }}
            as frequency_score,
        {{ customer_segments.score_from_cuts('buyers.net_amount', 'cuts.monetary_cut') }}
            as monetary_score
    from {{ ref('int_segments__customer_order_features') }} as buyers
    inner join previous_cuts as cuts on buyers.as_of_date = cuts.next_as_of_date
    where buyers.order_count > 0
),

final as (
    select
        scored.as_of_date,
        scored.customer_id,
        grid.rfm_segment
    from scored
    left join {{ ref('int_segments__rfm_grid') }} as grid
        on
            {{ customer_segments.in_rfm_cell() }}
            and grid.is_chosen
)

select * from final
