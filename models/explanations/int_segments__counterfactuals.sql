-- One row per customer and clustering feature: the smallest change that leads to another segment.
{%- set features = customer_segments.clustering_features() %}
{%- set never_falling = [
    'tenure_days', 'active_span_days', 'order_count', 'active_month_count', 'sales_amount', 'largest_order_value',
    'distinct_product_count', 'distinct_category_count',
] %}
with

customers as (
    select
        customers.*,
        clusters.cluster
    from {{ ref('int_segments__customer_scaled') }} as customers
    inner join {{ ref('int_segments__customer_clusters') }} as clusters
        on customers.customer_id = clusters.customer_id
),

centroids as (
    select * from {{ ref('int_segments__prototypes') }}
    where algorithm = 'kmeans'
),

-- squared distance to every other centroid less that to the customer's own
borders as (
    select
        customers.customer_id,
        others.cluster as other_cluster,
        {%- for feature in features %}
        customers.{{ feature }},
        others.{{ feature }} - own.{{ feature }} as {{ feature }}__way,
        {%- endfor %}
        {%- for feature in features %}
        (customers.{{ feature }} - others.{{ feature }}) * (customers.{{ feature }} - others.{{ feature }})
        - (customers.{{ feature }} - own.{{ feature }}) * (customers.{{ feature }} - own.{{ feature }})
        {%- if not loop.last %} +{% endif %}
        {%- endfor %} as lead
    from customers
    inner join centroids as own on customers.cluster = own.cluster
    inner join centroids as others on customers.cluster != others.cluster
),

-- along one feature the difference of both squared distances is linear, so the border is exact
changes as (
    {%- for feature in features %}
    select
        customer_id,
        other_cluster,
        '{{ feature }}' as feature,
        {{ feature }} as scaled_value,
        lead / (2 * {{ feature }}__way) as scaled_change
    from borders
    where abs({{ feature }}__way) > 1e-9
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

reachable as (
    select
        changes.customer_id,
        changes.feature,
        changes.other_cluster,
        changes.scaled_change,
        fitted.transform,
        fitted.shape,
        (changes.scaled_value + changes.scaled_change) / fitted.weight * fitted.scale
        + fitted.center as transformed_value,
        row_number() over (
            partition by changes.customer_id, changes.feature
            order by abs(round(changes.scaled_change, 9)), changes.other_cluster
        ) as change_rank
    from changes
    inner join {{ ref('int_segments__fitted_transforms') }} as fitted on changes.feature = fitted.feature
    where
        fitted.is_used
        and (
            changes.scaled_change > 0
            or changes.feature not in ({{ customer_segments.quoted_list(never_falling) }})
        )
        -- values beyond the winsorising limits have no further effect
        and (changes.scaled_value + changes.scaled_change) / fitted.weight * fitted.scale
        + fitted.center between fitted.lower_limit and fitted.upper_limit
),

final as (
    select
        reachable.customer_id,
        reachable.feature,
        reachable.other_cluster,
        round(reachable.scaled_change, 9) as scaled_change,
        round(
            {{ customer_segments.untransformed(
                'reachable.transformed_value', 'reachable.transform', 'reachable.shape', 'ranks'
            ) }},
            6
        ) as value_needed,
        row_number() over (
            partition by reachable.customer_id
            order by abs(round(reachable.scaled_change, 9)), reachable.feature
        ) as change_rank
    from reachable
    {{- customer_segments.rank_join_back('reachable.feature', 'reachable.transformed_value', 'ranks') }}
    where reachable.change_rank = 1
)

select * from final
