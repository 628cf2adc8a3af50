{#- Why a customer is in their segment: their own numbers beside what is typical of it. -#}
{% macro customer_reason() -%}
case
            when features.is_stated and coalesce(features.order_count, 0) = 0
                then 'Nearest to the customers of this segment in what is known of them; orders are not'
            when features.order_count > 0
                then
                    {{ customer_segments.whole_text('features.order_count') }}
                    || case when features.order_count = 1 then ' order' else ' orders' end
                    || ' (typical here: ' || {{ customer_segments.whole_text('profiles.median_order_count') }}
                    || '), the last ' || {{ customer_segments.whole_text('features.days_since_last_order') }}
                    || case when features.days_since_last_order = 1 then ' day ago (' else ' days ago (' end
                    || {{ customer_segments.whole_text('profiles.median_days_since_last_order') }}
                    || '), ' || {{ customer_segments.whole_text('features.average_order_value') }}
                    || ' {{ var("segments_currency") }} an order ('
                    || {{ customer_segments.whole_text('profiles.median_average_order_value') }} || ')'
            when features.customer_id is not null then 'Returns, but no order that counts'
            else 'No order in the data'
        end
{%- endmacro %}
