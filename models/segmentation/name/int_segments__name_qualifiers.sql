-- One row per segment that shares its name: the words that distinguish it from the others.
{{ config(materialized='view') }}
with

previous as (
    select
        segment_id,
        max(segment_name) as segment_name
    from {{ ref('stg_segments__previous_customers') }}
    group by segment_id
),

named as (
    select
        *,
        count(*) over (partition by segment_name) as same_name_count
    from {{ ref('int_segments__earned_names') }}
),

-- the share of a segment's customers on either side of the middle of all
sides as (
    select
        segments.segment_id,
        customer_values.feature,
        {{ customer_segments.divide(
            'sum(case when customer_values.percentile > 0.5 then 1 else 0 end)', 'count(*)'
        ) }} as more_share,
        {{ customer_segments.divide(
            'sum(case when customer_values.percentile < 0.5 then 1 else 0 end)', 'count(*)'
        ) }} as less_share
    from {{ ref('int_segments__customer_feature_values') }} as customer_values
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on customer_values.customer_id = segments.customer_id
    where customer_values.feature in (
            {{ customer_segments.quoted_list(customer_segments.clustering_features()) }}
        )
    group by segments.segment_id, customer_values.feature
),

differences as (
    select
        named.segment_id,
        profile_features.feature,
        named.same_name_count,
        -- by as much as this another difference must be larger to replace that of the previous name
        coalesce(profile_features.mean_percentile_high - profile_features.mean_percentile_low, 0) as error,
        sides.more_share,
        sides.less_share,
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
    inner join sides
        on profile_features.segment_id = sides.segment_id and profile_features.feature = sides.feature
    where named.same_name_count > 1
),

worded as (
    select
        differences.segment_id,
        differences.feature,
        abs(differences.difference) as difference,
        differences.error,
        case
            when differences.difference > 0
                and differences.more_share >= {{ customer_segments.smallest_true_share() }}
                then catalog.more_means
            when differences.difference <= 0
                and differences.less_share >= {{ customer_segments.smallest_true_share() }}
                then catalog.less_means
        end as meaning,
        case
            when catalog.unit in ('days', 'orders', 'months', 'units', 'lines', 'products', 'categories')
                then case when differences.difference > 0 then 'more ' else 'fewer ' end
            when differences.difference > 0 then 'higher '
            else 'lower '
        end
        || lower(catalog.label) as comparison,
        -- too close to the middle of three or more for either word
        case
            when
                abs(differences.difference)
                < case when differences.same_name_count = 2 then 0.02 else 0.12 end
                then 'average ' || replace(lower(catalog.label), 'average ', '')
        end as average
    from differences
    inner join {{ ref('int_segments__feature_catalog') }} as catalog on differences.feature = catalog.feature
),

untrue as (
    select
        worded.segment_id,
        worded.feature
    from worded
    inner join {{ ref('int_segments__word_shares') }} as word_shares
        on
            worded.segment_id = word_shares.segment_id
            and {{ customer_segments.holds_word('worded.meaning', 'word_shares.word') }}
    where word_shares.true_share < {{ customer_segments.smallest_true_share() }}
    group by worded.segment_id, worded.feature
),

-- a meaning of the catalog is said where each of its words is true of most; otherwise the comparison
qualified as (
    select
        worded.segment_id,
        worded.feature,
        worded.difference,
        worded.error,
        coalesce(
            worded.average,
            case when untrue.feature is null then worded.meaning end,
            worded.comparison
        ) as qualifier
    from worded
    left join untrue on worded.segment_id = untrue.segment_id and worded.feature = untrue.feature
),

ranked as (
    select
        qualified.segment_id,
        qualified.qualifier,
        row_number() over (
            partition by qualified.segment_id
            order by
                round(
                    qualified.difference
                    + case
                        when instr(previous.segment_name, qualified.qualifier) > 0 then qualified.error else 0
                    end,
                    9
                ) desc,
                qualified.feature
        ) as qualifier_rank
    from qualified
    left join previous on qualified.segment_id = previous.segment_id
),

final as (
    select
        segment_id,
        max(case when qualifier_rank = 1 then qualifier end) as first_qualifier,
        max(case when qualifier_rank = 2 then qualifier end) as second_qualifier
    from ranked
    group by segment_id
)

select * from final
