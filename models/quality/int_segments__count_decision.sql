-- One row per number of segments that is kept from the previous build where another would be chosen.
{{ config(materialized='view') }}
with

final as (
    select
        'number of segments between builds' as question,
        'segments' as subject,
        'keep ' || cast(kept.cluster_count as string) || ', or change to '
        || cast(fresh.cluster_count as string) as options,
        'with ' || cast(kept.cluster_count as string) || ' clusters stability '
        || cast(round(kept.stability, 3) as string) || ' +- '
        || cast(round({{ customer_segments.z_score_95() }} * kept.stability_error, 3) as string) || ', with '
        || cast(fresh.cluster_count as string) || ' '
        || coalesce(
            cast(round(fresh.stability, 3) as string) || ' +- '
            || cast(round({{ customer_segments.z_score_95() }} * fresh.stability_error, 3) as string),
            'unknown'
        ) as evidence,
        cast(kept.cluster_count as string) as choice,
        'the number of the previous build is kept, because the evidence changed by less than its error'
            as reason
    from {{ ref('int_segments__cluster_candidates') }} as kept
    inner join {{ ref('int_segments__cluster_candidates') }} as fresh on fresh.rank_without_previous = 1
    where kept.choice_rank = 1 and kept.is_kept_count and kept.rank_without_previous > 1
)

select * from final
