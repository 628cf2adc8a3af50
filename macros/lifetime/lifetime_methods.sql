{#-
  The methods to predict a customer's value, with their SQL, the most trusted first: another replaces it
  only where the back-test proves it better. The last is the naive baseline, which is not served.
-#}
{% macro lifetime_methods() %}
    {{ return({
        'half of each': '(last_year_value + bg_nbd_value) / 2',
        'last year': 'last_year_value',
        'bg/nbd and gamma-gamma': 'bg_nbd_value',
        'constant rate': 'constant_rate_value'
    }) }}
{% endmacro %}

{#- The classes of customers that share prediction intervals: by days with an order, and by recency. -#}
{% macro lifetime_classes() -%}
case
            when repeat_count = 0 then 1
            when repeat_count <= 2 then 2
            when repeat_count <= 5 then 3
            else 4
        end as frequency_class,
        case when days_since_last_order <= 91 then 1 when days_since_last_order <= 274 then 2 else 3 end
            as recency_class
{%- endmacro %}
