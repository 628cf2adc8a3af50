-- One row per product and word of its name, in a shop without product categories.
{%- set positions = range(1, 13) %}
with

products as (
    select
        product_id,
        product_name,
        count(category) over () as categorised_count
    from {{ ref('int_segments__products') }}
    where is_product
),

-- letters only: numbers, sizes and signs do not name a product
spaced as (
    select
        product_id,
        trim({{ customer_segments.replace_matches('lower(product_name)', '[^\\p{L}]+', ' ') }}) as words
    from products
    where categorised_count = 0
),

positions as (
    {%- for position in positions %}
    select {{ position }} as position
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

found as (
    select
        spaced.product_id,
        case positions.position
            {%- for position in positions %}
            when {{ position }} then {{ dbt.split_part('spaced.words', "' '", position) }}
            {%- endfor %}
        end as full_word
    from spaced
    cross join positions
),

-- plural s is removed; words that end in ss are no plurals
folded as (
    select
        product_id,
        full_word,
        case
            when length(full_word) > 3 and full_word like '%s' and full_word not like '%ss'
                then substring(full_word, 1, length(full_word) - 1)
            else full_word
        end as word
    from found
    where length(full_word) >= 3
),

final as (
    select
        product_id,
        word,
        min(full_word) as full_word
    from folded
    group by product_id, word
)

select * from final
