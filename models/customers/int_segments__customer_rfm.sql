-- One row per as-of date and buyer: recency, frequency and monetary, their scores and the RFM segment.
with

scored as (
    select
        buyers.as_of_date,
        buyers.is_current,
        buyers.customer_id,
        buyers.days_since_last_order,
        buyers.order_count,
        buyers.sales_amount,
        buyers.net_amount,
        buyers.sales_last_90_days,
        {{ customer_segments.score_from_cuts('-buyers.days_since_last_order', 'cuts.recency_cut') }}
            as recency_score,
        {{ customer_segments.score_from_cuts('buyers.order_count', 'cuts.frequency_cut') }}
            as frequency_score,
        {{ customer_segments.score_from_cuts('buyers.net_amount', 'cuts.monetary_cut') }}
            as monetary_score
    from {{ ref('int_segments__customer_order_features') }} as buyers
    inner join {{ ref('int_segments__rfm_cuts') }} as cuts on buyers.as_of_date = cuts.as_of_date
    where buyers.order_count > 0
),

final as (
    select
        scored.*,
        grid.rfm_segment
    from scored
    left join {{ ref('int_segments__rfm_grid') }} as grid
        on
            {{ customer_segments.in_rfm_cell() }}
            and grid.is_chosen
)

select * from final
