-- One row per segment that shares its name: the words that distinguish it from the others.
{{ config(materialized='view') }}
with

named as (
    select
        *,
        count(*) over (partition by segment_name) as same_name_count
    from {{ ref('int_segments__earned_names') }}
),

differences as (
    select
        named.segment_id,
        profile_features.feature,
        round(
            profile_features.mean_percentile
            - {{ customer_segments.divide(
                'sum(cast(profile_features.mean_percentile as decimal(18, 9))) over (
                    partition by named.segment_name, profile_features.feature
                )',
                'named.same_name_count'
            ) }},
            9
        ) as difference
    from named
    inner join {{ ref('int_segments__profile_features') }} as profile_features
        on named.segment_id = profile_features.segment_id
    where named.same_name_count > 1
        and profile_features.feature in (
            {{ customer_segments.quoted_list(customer_segments.clustering_features()) }}
        )
),

worded as (
    select
        differences.segment_id,
        case
            -- too close to the middle for either word
            when abs(differences.difference) < 0.12
                then 'average ' || replace(lower(catalog.label), 'average ', '')
            when differences.difference > 0 then catalog.more_means
            else catalog.less_means
        end as qualifier,
        row_number() over (
            partition by differences.segment_id
            order by abs(differences.difference) desc, differences.feature
        ) as qualifier_rank
    from differences
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on differences.feature = catalog.feature
),

final as (
    select
        segment_id,
        max(case when qualifier_rank = 1 then qualifier end) as first_qualifier,
        max(case when qualifier_rank = 2 then qualifier end) as second_qualifier
    from worded
    group by segment_id
)

select * from final
