-- One row per cluster and segment of the last version: the distance of their centres on today's scale.
{%- set features = customer_segments.clustering_features() %}
with

previous_centres as (
    select * from {{ ref('int_segments__previous_centres') }}
),

centres as (
    {%- for feature in features %}
    select
        cluster,
        '{{ feature }}' as feature,
        round(
            {{ customer_segments.divide('sum(' ~ feature ~ ' * customer_count)', 'sum(customer_count)') }}, 9
        ) as coordinate
    from {{ ref('int_segments__prototypes') }}
    group by cluster
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        centres.cluster,
        previous_centres.segment_id,
        round(
            sqrt(sum(
                (centres.coordinate - previous_centres.coordinate)
                * (centres.coordinate - previous_centres.coordinate)
            )),
            9
        ) as distance
    from centres
    inner join previous_centres on centres.feature = previous_centres.feature
    group by centres.cluster, previous_centres.segment_id
)

select * from final
