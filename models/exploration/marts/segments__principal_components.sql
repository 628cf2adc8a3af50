-- One row per principal component and clustering feature: its loading.
with

fitted as (
    select * from {{ ref('int_segments__fitted_map') }}
    where method = 'pca'
),

components as (
    select
        axis,
        max(case when part = 'variance' then value end) as variance,
        max(case when part = 'variance_share' then value end) as variance_share
    from fitted
    where part in ('variance', 'variance_share')
    group by axis
),

cumulated as (
    select
        *,
        -- decimals, so that the sum does not depend on the order of rows
        sum(cast(variance_share as decimal(18, 12))) over (order by axis) as cumulative_variance_share
    from components
),

final as (
    select
        cast(cumulated.axis as integer) as component,
        cast(fitted.item as string) as feature,
        fitted.value as loading,
        cumulated.variance,
        cumulated.variance_share,
        cast(cumulated.cumulative_variance_share as double)
            as cumulative_variance_share
    from fitted
    inner join cumulated on fitted.axis = cumulated.axis
    where fitted.part = 'loading'
)

select * from final
