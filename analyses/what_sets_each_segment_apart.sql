-- The five features in which each segment differs most from all customers.
select
    profiles.segment_name,
    features.difference_rank,
    features.label,
    features.median,
    features.overall_median,
    features.index_against_all,
    features.mean_percentile
from {{ ref('segments__profile_features') }} as features
inner join {{ ref('segments__profiles') }} as profiles on features.segment_id = profiles.segment_id
where features.difference_rank <= 5
order by profiles.segment_id, features.difference_rank
