-- One row per origin, segment, and all, and product: units, and the share bought after earlier origins.
with

units as (
    select
        *,
        units_1 + units_2 + units_3 + units_4 as units_after
    from {{ ref('int_segments__demand_units') }}
),

totals as (
    select
        origin_date,
        segment_id,
        sum(units_after) as units_after
    from units
    group by origin_date, segment_id
),

-- every segment with every product of the origin
grid as (
    select
        totals.segment_id,
        shop.origin_date,
        shop.product_id,
        coalesce(units.recent_units, 0) as recent_units,
        shop.recent_units as shop_recent_units,
        {%- for week in [1, 2, 3, 4] %}
        coalesce(units.units_{{ week }}, 0) as units_{{ week }},
        shop.last_year_units_{{ week }} as shop_last_year_{{ week }},
        {%- endfor %}
        coalesce(units.units_after, 0) as units_after,
        shop.units_after as shop_units_after
    from units as shop
    inner join totals on shop.origin_date = totals.origin_date
    left join units
        on
            totals.segment_id = units.segment_id
            and shop.origin_date = units.origin_date
            and shop.product_id = units.product_id
    where shop.segment_id = 'all'
),

segment_shares as (
    select
        totals.origin_date,
        totals.segment_id,
        {{ customer_segments.divide(
            'sum(totals.units_after) over earlier', 'sum(shop.units_after) over earlier'
        ) }} as segment_share
    from totals
    inner join totals as shop on totals.origin_date = shop.origin_date and shop.segment_id = 'all'
    window earlier as (
        partition by totals.segment_id
        order by totals.origin_date rows between unbounded preceding and 1 preceding
    )
),

earlier as (
    select
        grid.*,
        segment_shares.segment_share,
        count(*) over earlier_origins as origin_count,
        sum(grid.units_after) over earlier_origins as earlier_units,
        cast(sum(grid.shop_units_after) over earlier_origins as double) as earlier_shop_units
    from grid
    inner join segment_shares
        on grid.origin_date = segment_shares.origin_date and grid.segment_id = segment_shares.segment_id
    window earlier_origins as (
        partition by grid.segment_id, grid.product_id
        order by grid.origin_date rows between unbounded preceding and 1 preceding
    )
),

final as (
    select
        origin_date,
        segment_id,
        product_id,
        recent_units,
        shop_recent_units,
        {%- for week in [1, 2, 3, 4] %}
        units_{{ week }},
        shop_last_year_{{ week }},
        {%- endfor %}
        -- the segment's share of all products counts as one more origin
        case
            when segment_id = 'all' then 1.0
            when earlier_shop_units > 0
                then round(
                        (earlier_units + segment_share * earlier_shop_units / origin_count)
                        / (earlier_shop_units + earlier_shop_units / origin_count), 9
                    )
            else round(segment_share, 9)
        end as demand_share
    from earlier
)

select * from final
