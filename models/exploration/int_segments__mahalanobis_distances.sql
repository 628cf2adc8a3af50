-- One row per customer with an order: squared Mahalanobis distance of the clustering features.
{%- set features = customer_segments.clustering_features() %}
with

fitted as (
    select
        {%- for first in features %}
        max(case when first_feature = '{{ first }}' then center end) as {{ first }}__center,
        {%- for second in features %}
        max(
            case
                when first_feature = '{{ first }}' and second_feature = '{{ second }}'
                    then precision_value
            end
        ) as {{ first }}__{{ loop.index }},
        {%- endfor %}
        {%- endfor %}
        max(distance_limit) as distance_limit
    from {{ ref('int_segments__fitted_covariance') }}
),

final as (
    select
        customers.customer_id,
        fitted.distance_limit,
        round(
            {%- for first in features %}
            (customers.{{ first }} - fitted.{{ first }}__center) * (
                {%- for second in features %}
                fitted.{{ first }}__{{ loop.index }} * (customers.{{ second }} - fitted.{{ second }}__center)
                {%- if not loop.last %} +{% endif %}
                {%- endfor %}
            )
            {%- if not loop.last %} +{% endif %}
            {%- endfor %},
            9
        ) as squared_distance
    from {{ ref('int_segments__customer_scaled') }} as customers
    cross join fitted
    where fitted.distance_limit is not null
)

select * from final
