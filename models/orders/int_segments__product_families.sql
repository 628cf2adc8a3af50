-- One row per product with a family: the word of its name with the most concentrated buyers.
with

words as (
    select * from {{ ref('int_segments__product_words') }}
),

bought as (
    select
        customer_id,
        product_id,
        count(*) over (partition by customer_id) as product_count
    from {{ ref('int_segments__customer_products') }}
    where is_product and sale_line_count > 0
),

-- customers by number of different products
activity as (
    select
        product_count,
        cast(count(*) as double) / product_count as customer_count,
        sum(count(*)) over () as purchase_count,
        sum(cast(count(*) as double) / product_count) over () as buyer_count
    from bought
    group by product_count
),

bought_words as (
    select
        words.word,
        count(*) as purchase_count,
        count(distinct bought.customer_id) as buyer_count
    from words
    inner join bought on words.product_id = bought.product_id
    group by words.word
    having count(distinct words.product_id) >= 5
),

-- expected number of customers if purchases were distributed at random
cohesions as (
    select
        bought_words.word,
        sum(cast(activity.customer_count * (
            1 - exp(-1.0 * bought_words.purchase_count * activity.product_count / activity.purchase_count)
        ) as decimal(28, 9))) / max(bought_words.buyer_count) as cohesion
    from bought_words
    cross join activity
    where
        bought_words.buyer_count
        >= {{ customer_segments.tuning('smallest_family_share') }} * activity.buyer_count
    group by bought_words.word
),

labels as (
    select
        word,
        full_word,
        row_number() over (partition by word order by count(*) desc, full_word) as label_rank
    from words
    group by word, full_word
),

ranked as (
    select
        words.product_id,
        upper(substring(labels.full_word, 1, 1)) || substring(labels.full_word, 2) as family,
        round(cohesions.cohesion, 6) as cohesion,
        row_number() over (
            partition by words.product_id
            order by round(cohesions.cohesion, 6) desc, words.word
        ) as family_rank
    from words
    inner join cohesions on words.word = cohesions.word
    inner join labels on words.word = labels.word and labels.label_rank = 1
    where round(cohesions.cohesion, 6) >= {{ customer_segments.tuning('smallest_family_cohesion') }}
),

-- words whose products mostly have a better word have too few products left
kept as (
    select
        *,
        count(*) over (partition by family) as product_count
    from ranked
    where family_rank = 1
),

final as (
    select
        product_id,
        family,
        cohesion
    from kept
    where product_count >= 5
)

select * from final
