-- Fails on each combination of scores that falls in no RFM segment or in two, and on a segment no score reaches.
with

scores as (
    {%- for score in range(1, 6) %}
    select {{ score }} as score
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

combinations as (
    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary
),

placed as (
    select
        combinations.*,
        grid.rfm_segment
    from combinations
    left join {{ ref('segments_rfm_grid') }} as grid
        on
            combinations.recency_score between grid.recency_score_min and grid.recency_score_max
            and combinations.frequency_score between grid.frequency_score_min and grid.frequency_score_max
            and combinations.monetary_score between grid.monetary_score_min and grid.monetary_score_max
),

misplaced as (
    select
        'R' || recency_score || ' F' || frequency_score || ' M' || monetary_score as problem,
        count(rfm_segment) as segment_count
    from placed
    group by recency_score, frequency_score, monetary_score
    having count(rfm_segment) != 1
),

unreachable as (
    select
        grid.rfm_segment as problem,
        0 as segment_count
    from {{ ref('segments_rfm_grid') }} as grid
    left join placed on grid.rfm_segment = placed.rfm_segment
    where placed.rfm_segment is null
)

select * from misplaced
union all
select * from unreachable
