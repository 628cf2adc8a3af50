-- One row per customer and scope today: their shop, segment, country or category.
with

dates as (
    select made_for_date from {{ ref('int_segments__recommendation_dates') }}
    where is_current
),

segments as (
    select
        dates.made_for_date,
        segments.customer_id,
        segments.segment_id
    from dates
    cross join {{ ref('int_segments__customer_segments') }} as segments
),

final as (
    select
        made_for_date,
        customer_id,
        'shop' as scope,
        'all' as population
    from segments
    union all
    select
        made_for_date,
        customer_id,
        'segment' as scope,
        segment_id as population
    from segments
    union all
    select favourites.*
    from {{ ref('int_segments__customer_favourites') }} as favourites
    inner join dates on favourites.made_for_date = dates.made_for_date
)

select * from final
