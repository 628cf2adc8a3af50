-- One row per customer and product category they bought from: the strength of the preference.
with

customer_categories as (
    select * from {{ ref('int_segments__customer_categories') }}
),

base as (
    select
        category,
        {{ customer_segments.divide('sum(sale_line_count)', 'sum(sum(sale_line_count)) over ()') }}
            as base_share
    from customer_categories
    group by category
),

shares as (
    select
        customer_categories.customer_id,
        customer_categories.category,
        customer_categories.sale_line_count,
        customer_categories.product_count,
        customer_categories.sales_amount,
        base.base_share,
        sum(customer_categories.sale_line_count) over (
            partition by customer_categories.customer_id
        ) as customer_line_count
    from customer_categories
    inner join base on customer_categories.category = base.category
),

shrunk as (
    select
        *,
        {{ customer_segments.divide('sale_line_count', 'customer_line_count') }} as line_share,
        -- shrinkage: customers with few lines are close to the shop's mix
        (sale_line_count + {{ customer_segments.tuning('preference_evidence') }} * base_share)
        / (customer_line_count + {{ customer_segments.tuning('preference_evidence') }}) as shrunk_share,
        {{ customer_segments.wilson_lower('sale_line_count', 'customer_line_count') }} as lowest_likely_share
    from shares
),

final as (
    select
        customer_id,
        category,
        cast(sale_line_count as bigint) as sale_line_count,
        cast(product_count as bigint) as product_count,
        sales_amount,
        line_share,
        base_share,
        shrunk_share,
        {{ customer_segments.divide('shrunk_share', 'base_share') }} as lift,
        cast(row_number() over (
            partition by customer_id
            order by sale_line_count desc, sales_amount desc, category
        ) as integer) as preference_rank,
        -- one line always has a category, so that a few lines are no evidence
        customer_line_count >= {{ customer_segments.tuning('preference_evidence') }}
        and sale_line_count >= 2 and lowest_likely_share > base_share as is_confident
    from shrunk
)

select {{ customer_segments.known_columns(['sales_amount']) }} from final
