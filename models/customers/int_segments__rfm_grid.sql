-- One row per grid and score combination: its RFM segment, by the first matching rule.
{%- set ranges = ['recency', 'frequency', 'monetary', 'fm'] %}
{%- set is_shipped = var('segments_rfm_grid') in customer_segments.shipped_rfm_grids() %}
with

shipped as (
    select * from {{ ref('segments_rfm_grids') }}
),

own as (
    select * from {{ customer_segments.own_rfm_grid() }}
),

rules as (
    {%- for grids in ['shipped', 'own'] %}
    select
        {{ 'grid' if grids == 'shipped' else "'own'" }} as grid,
        cast(rule_order as integer) as rule_order,
        rfm_segment,
        {%- for range in ranges %}
        cast({{ range }}_score_min as integer) as {{ range }}_score_min,
        cast({{ range }}_score_max as integer) as {{ range }}_score_max
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ grids }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

grids as (
    select
        grid,
        max(recency_score_max) as score_count
    from rules
    group by grid
),

scores as (
    {%- for score in range(1, 6) %}
    select {{ score }} as score
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

cells as (
    select
        grids.grid,
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score,
        cast(floor((frequency.score + monetary.score + 1) / 2.0) as integer) as fm_score
    from grids
    inner join scores as recency on grids.score_count >= recency.score
    inner join scores as frequency on grids.score_count >= frequency.score
    inner join scores as monetary on grids.score_count >= monetary.score
),

matched as (
    select
        cells.*,
        rules.rfm_segment,
        row_number() over (
            partition by cells.grid, cells.recency_score, cells.frequency_score, cells.monetary_score
            order by rules.rule_order, rules.rfm_segment
        ) as match_rank
    from cells
    left join rules
        on
            cells.grid = rules.grid
            {%- for range in ranges %}
            and cells.{{ range }}_score between rules.{{ range }}_score_min and rules.{{ range }}_score_max
            {%- endfor %}
),

final as (
    select
        grid,
        grid = '{{ var('segments_rfm_grid') if is_shipped else 'own' }}' as is_chosen,
        recency_score,
        frequency_score,
        monetary_score,
        rfm_segment
    from matched
    where match_rank = 1
)

select * from final
