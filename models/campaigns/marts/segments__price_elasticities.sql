-- One row per product sold at a price: how its units change with its price, as advice.
{%- set weeks = customer_segments.tuning('elasticity_weeks') %}
{%- set fewest = var('segments_smallest_clustered_shop') %}
with

products as (
    select
        product_id,
        count(*) as week_count,
        max(weeks_ago) - min(weeks_ago) + 1 as week_span,
        count(distinct round(paid_price, 2)) as price_count,
        min(paid_price) as lowest_price,
        max(paid_price) as highest_price
    from {{ ref('int_segments__product_weeks') }}
    group by product_id
),

shop as (
    select count(*) as customer_count from {{ ref('int_segments__customer_prices') }}
),

judged as (
    select
        products.*,
        slopes.slope,
        slopes.standard_error,
        case
            when shop.customer_count < {{ fewest }} then 'fewer than {{ fewest }} customers in the shop'
            when products.week_count < {{ weeks }} then 'fewer than {{ weeks }} weeks with sales'
            when products.week_count < 0.8 * products.week_span then 'no sales in a fifth of its weeks'
            when products.price_count < 3 then 'fewer than 3 prices'
            when coalesce(slopes.week_count, 0) < {{ weeks }} then 'too few weeks with 5 other products'
            when slopes.price_deviation < 0.03 then 'prices varied by less than 3 %'
            when slopes.standard_error > 0.5 then 'the 95 % interval is wider than 2'
            else 'stated'
        end as evidence
    from products
    cross join shop
    left join {{ ref('int_segments__price_slopes') }} as slopes on products.product_id = slopes.product_id
),

tests as (
    select
        *,
        case when evidence = 'stated' then slope end as elasticity,
        {{ customer_segments.z_score_95() }} * standard_error as margin,
        case
            when evidence = 'stated' then 2 * {{ customer_segments.normal_tail('(slope / standard_error)') }}
        end as p_value
    from judged
),

{{ customer_segments.holm_corrected('tests', 'corrected', 'evidence', 'product_id') }},

final as (
    select
        corrected.product_id,
        products.product_name,
        cast(corrected.week_count as bigint) as week_count,
        cast(corrected.price_count as bigint) as price_count,
        corrected.lowest_price,
        corrected.highest_price,
        corrected.elasticity,
        case when corrected.elasticity is not null then corrected.standard_error end as standard_error,
        round(corrected.elasticity - corrected.margin, 9) as elasticity_low,
        round(corrected.elasticity + corrected.margin, 9) as elasticity_high,
        round(corrected.corrected_p_value, 9) as corrected_p_value,
        case
            when corrected.elasticity is null then corrected.evidence
            when corrected.corrected_p_value >= 0.05 then 'no effect of the price shown'
            when corrected.elasticity > 0 then 'units rise with the price: something else moves both'
            when corrected.elasticity + corrected.margin < -1 then 'elastic: units change more than the price'
            when
                corrected.elasticity - corrected.margin > -1
                then 'inelastic: units change less than the price'
            else 'units fall with the price'
        end as verdict,
        case
            when corrected.elasticity is null then 'None'
            else 'Advice: choose prices to test, between the lowest and the highest price. '
                || 'Prices were not set by lot, so it does not predict what a new price will bring.'
        end as use_for
    from corrected
    inner join {{ ref('int_segments__products') }} as products on corrected.product_id = products.product_id
)

select * from final
