-- One row per segment: the name and play its profile earns from the rules, unique among segments.
with

positions as (
    select
        segment_id,
        feature,
        position
    from {{ ref('segments__profile_features') }}
),

rules as (
    select * from {{ ref('segments_name_rules') }}
),

rule_sizes as (
    select
        rule_order,
        count(*) as condition_count
    from rules
    group by rule_order
),

matches as (
    select
        positions.segment_id,
        rules.rule_order,
        min(rules.segment_name) as segment_name,
        min(rules.play) as play,
        count(*) as met_count
    from positions
    inner join rules
        on
            positions.feature = rules.feature
            and positions.position between rules.position_min and rules.position_max
    group by positions.segment_id, rules.rule_order
),

first_matches as (
    select
        matches.segment_id,
        matches.segment_name,
        matches.play,
        matches.rule_order,
        row_number() over (partition by matches.segment_id order by matches.rule_order) as match_rank
    from matches
    inner join rule_sizes
        on
            matches.rule_order = rule_sizes.rule_order
            and matches.met_count = rule_sizes.condition_count
),

-- a shop may lack what every rule asks for
segments as (
    select segment_id
    from positions
    group by segment_id
),

named as (
    select
        segments.segment_id,
        coalesce(first_matches.segment_name, 'Everyday customers') as segment_name,
        coalesce(first_matches.play, 'upsell') as play,
        coalesce(first_matches.rule_order, 1000) as rule_order,
        count(*) over (
            partition by coalesce(first_matches.segment_name, 'Everyday customers')
        ) as same_name_count
    from segments
    left join first_matches
        on segments.segment_id = first_matches.segment_id and first_matches.match_rank = 1
),

-- segments that share a name are told apart by what they differ in most
differences as (
    select
        named.segment_id,
        named.segment_name,
        positions.feature,
        round(
            positions.position
            - {{ customer_segments.divide(
                'sum(cast(positions.position as decimal(18, 9))) over (
                    partition by named.segment_name, positions.feature
                )',
                'named.same_name_count'
            ) }},
            9
        ) as difference
    from named
    inner join positions on named.segment_id = positions.segment_id
    where named.same_name_count > 1
        and positions.feature in (
            {{ customer_segments.quoted_list(customer_segments.clustering_features()) }}
        )
),

qualifiers as (
    select
        differences.segment_id,
        differences.segment_name,
        case
            -- so close to the middle that neither word would be true
            when abs(differences.difference) < 0.12 then 'average ' || lower(catalog.label)
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

qualifier_pairs as (
    select
        segment_id,
        max(case when qualifier_rank = 1 then qualifier end) as first_qualifier,
        max(case when qualifier_rank = 2 then qualifier end) as second_qualifier
    from qualifiers
    group by segment_id
),

qualified_once as (
    select
        named.segment_id,
        named.play,
        named.rule_order,
        qualifier_pairs.second_qualifier,
        named.segment_name || coalesce(', ' || qualifier_pairs.first_qualifier, '') as segment_name
    from named
    left join qualifier_pairs on named.segment_id = qualifier_pairs.segment_id
),

-- where one word leaves two alike, the next difference is said as well
qualified as (
    select
        segment_id,
        play,
        rule_order,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || coalesce(' and ' || second_qualifier, '')
            else segment_name
        end as segment_name
    from qualified_once
),

final as (
    select
        segment_id,
        case
            when count(*) over (partition by segment_name) > 1
                then segment_name || ' (' || segment_id || ')'
            else segment_name
        end as segment_name,
        play,
        rule_order
    from qualified
    union all
    select
        {{ customer_segments.segment_id('0') }} as segment_id,
        'No orders on record' as segment_name,
        'first_order' as play,
        0 as rule_order
)

select * from final
