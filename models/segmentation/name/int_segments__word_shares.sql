-- One row per segment and word of segments_name_words: the share of its customers of whom the word is true.
{%- set share = customer_segments.smallest_true_share() %}
with

words as (
    select * from {{ ref('segments_name_words') }}
),

scales as (
    select * from {{ ref('int_segments__shop_scales') }}
),

limits as (
    select
        words.word,
        words.feature,
        words.if_unknown,
        words.measured_in = 'medians' as is_of_medians,
        words.value_min * {{ customer_segments.word_scale() }} as value_min,
        words.value_max * {{ customer_segments.word_scale() }} as value_max
    from words
    left join scales on words.feature = scales.feature
),

members as (
    select
        segments.segment_id,
        features.*
    from {{ ref('int_segments__customer_features') }} as features
    inner join {{ ref('int_segments__customer_segments') }} as segments
        on features.customer_id = segments.customer_id
),

customer_values as (
    select
        members.segment_id,
        members.customer_id,
        limits.word,
        limits.is_of_medians,
        limits.value_min,
        limits.value_max,
        limits.if_unknown,
        case limits.feature
            {%- for feature in customer_segments.catalogued_features() %}
            when '{{ feature }}' then cast({{ customer_segments.feature_or_stand_in(feature) }} as double)
            {%- endfor %}
        end as feature_value
    from members
    cross join limits
),

judged as (
    select
        segment_id,
        customer_id,
        word,
        min(
            case
                when feature_value is null then case when if_unknown then 1 else 0 end
                when feature_value < value_min or feature_value > value_max then 0
                -- many customers may share the median: more than it is above it
                when is_of_medians and feature_value <= value_min then 0
                else 1
            end
        ) as is_true
    from customer_values
    group by segment_id, customer_id, word
),

final as (
    select
        segment_id,
        word,
        {{ customer_segments.divide('sum(is_true)', 'count(*)') }} as true_share,
        -- of a share at the limit, in as many customers
        {{ customer_segments.z_score_95() }}
        * sqrt({{ share }} * (1 - {{ share }}) / count(*)) as true_share_error
    from judged
    group by segment_id, word
)

select * from final
