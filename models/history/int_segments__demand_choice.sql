-- One row per segment, and all: the method that forecasts its demand, and whether it shows skill.
{%- set z = customer_segments.z_score_95() %}
{%- set simplest = 'recent mean of the segment' %}
with

dates as (
    select
        *,
        sum(case when has_last_year then 1 else 0 end) over () >= 6 as is_last_year_tested
    from {{ ref('int_segments__demand_origins') }}
    where not is_current
),

-- all methods on the same dates
candidates as (
    select candidates.*
    from {{ ref('int_segments__demand_candidates') }} as candidates
    inner join dates on candidates.origin_date = dates.origin_date
    where dates.has_last_year or not dates.is_last_year_tested
),

-- half the Poisson deviance: the error of a count by its expectation
origins as (
    select
        segment_id,
        origin_date,
        method,
        sum(cast(round(
            case
                when unit_count > 0 then unit_count * ln(cast(unit_count as double) / expected_units) else 0
            end
            - (unit_count - expected_units),
            6
        ) as decimal(28, 6))) as loss
    from candidates
    group by segment_id, origin_date, method
),

-- every method against the simplest one and against no knowledge of the product, on the same origins
paired as (
    select
        origins.segment_id,
        origins.method,
        cast(round(2 * (origins.loss - simplest.loss), 3) as decimal(18, 3)) as gain,
        cast(round(2 * (origins.loss - alike.loss), 3) as decimal(18, 3)) as skill
    from origins
    inner join origins as simplest
        on
            origins.segment_id = simplest.segment_id and origins.origin_date = simplest.origin_date
            and simplest.method = '{{ simplest }}'
    inner join origins as alike
        on
            origins.segment_id = alike.segment_id and origins.origin_date = alike.origin_date
            and alike.method = 'all products alike'
),

compared as (
    select
        segment_id,
        method,
        {%- for name in ['gain', 'skill'] %}
        {{ customer_segments.divide('sum(' ~ name ~ ')', 'count(*)') }} as {{ name }},
        {{ customer_segments.exact_deviation(name) }} / sqrt(count(*)) as {{ name }}_error,
        {%- endfor %}
        count(*) as origin_count
    from paired
    where method != 'all products alike'
    group by segment_id, method
),

judged as (
    select
        *,
        coalesce(origin_count >= 6 and gain < -{{ z }} * gain_error, false) as has_gain,
        coalesce(origin_count >= 6 and skill < -{{ z }} * skill_error, false) as has_skill
    from compared
),

ranked as (
    select
        *,
        row_number() over (partition by segment_id order by gain, method) as method_rank
    from judged
    where has_gain or method = '{{ simplest }}'
),

final as (
    select
        segment_id,
        method,
        cast(origin_count as integer) as origin_count,
        round(gain, 6) as gain,
        round(skill, 6) as skill,
        has_skill
    from ranked
    where method_rank = 1
)

select * from final
