-- One row per customer with an order and cluster of the chosen Gaussian mixture: how likely it is.
{%- set features = customer_segments.clustering_features() %}
with

chosen as (
    select cluster_count
    from {{ ref('int_segments__cluster_candidates') }}
    where choice_rank = 1 and algorithm = 'mixture'
),

axes as (
    select
        mixtures.cluster,
        mixtures.axis,
        {%- for feature in features %}
        max(case when mixtures.feature = '{{ feature }}' then mixtures.coefficient end) as {{ feature }},
        {%- endfor %}
        max(mixtures.axis_offset) as axis_offset,
        max(mixtures.log_weight) as log_weight
    from {{ ref('int_segments__fitted_mixtures') }} as mixtures
    inner join chosen on mixtures.cluster_count = chosen.cluster_count
    group by mixtures.cluster, mixtures.axis
),

distances as (
    select
        customers.customer_id,
        axes.cluster,
        axes.log_weight,
        {%- for feature in features %}
        customers.{{ feature }} * axes.{{ feature }}{{ ' +' if not loop.last }}
        {%- endfor %}
        - axes.axis_offset as axis_distance
    from {{ ref('int_segments__customer_scaled') }} as customers
    cross join axes
),

memberships as (
    select
        customer_id,
        cluster,
        max(log_weight) - 0.5 * sum(axis_distance * axis_distance) as log_membership
    from distances
    group by customer_id, cluster
),

likelihoods as (
    select
        customer_id,
        cluster,
        exp(log_membership - max(log_membership) over (partition by customer_id)) as likelihood
    from memberships
),

final as (
    select
        customer_id,
        cluster,
        round(likelihood / sum(likelihood) over (partition by customer_id), 9) as membership
    from likelihoods
)

select * from final
