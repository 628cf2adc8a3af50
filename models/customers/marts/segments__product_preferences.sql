-- One row per customer and product category they bought from: the strength of the preference.
with

customer_categories as (
    select * from {{ ref('int_segments__customer_categories') }}
),

base as (
    select
        category,
        {{ customer_segments.divide('sum(sale_line_count)', 'sum(sum(sale_line_count)) over ()') }}
            as base_share,
        count(*) over () as category_count
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
        base.category_count,
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
        / (customer_line_count + {{ customer_segments.tuning('preference_evidence') }}) as shrunk_share
    from shares
),

-- the logarithm of how much likelier the lines are by their share than by that of all customers
judged as (
    select
        *,
        case
            when line_share <= base_share then 0
            when sale_line_count = customer_line_count then sale_line_count * ln(1 / base_share)
            else
                sale_line_count * ln(line_share / base_share)
                + (customer_line_count - sale_line_count) * ln((1 - line_share) / (1 - base_share))
        end as evidence
    from shrunk
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
        and sale_line_count >= 2
        -- any category may stand out by chance: Bonferroni's correction
        and category_count * {{ customer_segments.normal_tail('sqrt(2 * evidence)') }}
        <= 0.025 as is_confident
    from judged
)

select {{ customer_segments.known_columns(['sales_amount']) }} from final
