-- One row per algorithm and number of clusters: its metrics, whether it may be chosen, and its place.
with

metrics as (
    select
        *,
        algorithm = '{{ var("segments_algorithm") }}' as is_algorithm,
        cluster_count >= {{ var('segments_cluster_count_min') }} as is_enough,
        smallest_share >= {{ var('segments_smallest_segment_share') }} as is_large_enough,
        coalesce(stability >= {{ var('segments_smallest_stability') }}, false) as is_stable,
        cluster_count = {{ customer_segments.number_or('segments_cluster_count', 0) }} as is_override
    from {{ ref('int_segments__cluster_metrics') }}
),

ruled as (
    select
        *,
        case
            when not is_algorithm and cluster_count > 1 then 'another algorithm is asked for'
            when is_override then 'asked for by segments_cluster_count'
            when cluster_count = 1 then 'no clusters at all'
            when not is_enough then 'fewer clusters than segments_cluster_count_min'
            when not is_large_enough then 'smallest cluster below segments_smallest_segment_share'
            when not is_stable and stability is not null
                then 'weakest cluster below segments_smallest_stability'
            else 'meets every demand'
        end as verdict,
        case
            when is_override and is_algorithm then 1
            when cluster_count = 1 then 6
            when not is_algorithm then 7
            when is_enough and is_large_enough and is_stable then 2
            when is_enough and is_large_enough then 3
            when is_large_enough then 4
            else 5
        end as preference_rung
    from metrics
),

final as (
    select
        *,
        -- among those that meet every demand the most clusters win; short of that the most stable
        row_number() over (
            order by
                preference_rung,
                case when preference_rung = 2 then cluster_count end desc,
                stability desc nulls last,
                silhouette desc nulls last,
                cluster_count
        ) as choice_rank
    from ruled
)

select * from final
