-- One row per origin, segment, product, week and method: units expected, and actual units.
with

shares as (
    select
        shares.*,
        origins.is_current,
        origins.has_last_year
    from {{ ref('int_segments__demand_shares') }} as shares
    inner join
        {{ ref('int_segments__demand_origins') }} as origins
        on shares.origin_date = origins.origin_date
),

weeks as (
    {%- for week in [1, 2, 3, 4] %}
    select
        origin_date,
        segment_id,
        product_id,
        {{ week }} as week,
        is_current,
        has_last_year,
        demand_share,
        units_{{ week }} as unit_count,
        shop_last_year_{{ week }} as shop_last_year,
        recent_units / 8.0 as recent_mean,
        demand_share * shop_recent_units / 8.0 as shop_mean,
        sum(recent_units) over (partition by origin_date, segment_id) / 8.0
        / count(*) over (partition by origin_date, segment_id) as mean_of_products
    from shares
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

methods as (
    {%- for method, value in {
        'recent mean of the segment': 'weeks.recent_mean',
        'share of the recent mean': 'weeks.shop_mean',
        'share of the same week last year':
        'case when weeks.has_last_year then weeks.demand_share * weeks.shop_last_year end',
        'share of the recent mean and season': 'weeks.shop_mean * seasons.season',
        'all products alike': 'weeks.mean_of_products',
    }.items() %}
    select
        weeks.origin_date,
        weeks.segment_id,
        weeks.product_id,
        weeks.week,
        weeks.is_current,
        weeks.unit_count,
        '{{ method }}' as method,
        {{ value }} as expected_units
    from weeks
    {%- if 'season' in value %}
left join {{ ref('int_segments__demand_seasons') }} as seasons
    on weeks.origin_date = seasons.origin_date and weeks.week = seasons.week
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        origin_date,
        segment_id,
        product_id,
        week,
        method,
        is_current,
        case when not is_current then unit_count end as unit_count,
        -- no method is sure that nothing is bought
        cast(round(greatest(expected_units, 0.05), 6) as decimal(18, 6)) as expected_units
    from methods
    where expected_units is not null
)

select * from final
