-- One row per known customer: every buyer and everyone in the customers input.
with

attributes as (
    select * from {{ ref('stg_segments__customers') }}
    where customer_id is not null
),

latest_order_countries as (
    select
        customer_id,
        country,
        row_number() over (
            partition by customer_id order by ordered_at desc, country, order_id
        ) as recency_rank
    from {{ ref('int_segments__orders') }}
    where country is not null
),

customer_ids as (
    select customer_id from attributes
    union distinct
    select customer_id from {{ ref('int_segments__orders') }}
),

final as (
    select
        customer_ids.customer_id,
        coalesce(
            attributes.age,
            case
                when attributes.birth_date < as_of_dates.as_of_date
                    then
                        extract(year from as_of_dates.as_of_date) - extract(year from attributes.birth_date)
                        -- the birthday of this year is still to come
                        - case
                            when
                                100 * extract(month from as_of_dates.as_of_date)
                                + extract(day from as_of_dates.as_of_date)
                                < 100 * extract(month from attributes.birth_date)
                                + extract(day from attributes.birth_date)
                                then 1
                            else 0
                        end
            end
        ) as age,
        attributes.gender,
        attributes.income,
        attributes.stated_age_band,
        attributes.stated_income_band,
        attributes.city,
        attributes.region,
        coalesce(attributes.country, latest_order_countries.country) as country
    from customer_ids
    left join attributes on customer_ids.customer_id = attributes.customer_id
    left join {{ ref('int_segments__as_of_dates') }} as as_of_dates on as_of_dates.is_current
    left join latest_order_countries
        on
            customer_ids.customer_id = latest_order_countries.customer_id
            and latest_order_countries.recency_rank = 1
)

select * from final
