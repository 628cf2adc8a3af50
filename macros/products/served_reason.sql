{#- Why a method serves a segment, in a sentence; the columns are those of int_segments__served_methods. -#}
{% macro served_reason() -%}
case
    when asked_method is not null then 'set by segments_recommendation_method'
    when winner is null then 'nobody could be asked: no customer bought anything new in the back-test'
    when is_fallback
        then
            'in this segment ' || fallback_method || ' reached NDCG@10 '
            || {{ customer_segments.four_digits('fallback_value') }} || ' where ' || winner
            || ', best for all, reached ' || {{ customer_segments.four_digits('winner_value') }}
    else
        case
            when winner_place = 1
                then
                    'highest NDCG@10 of all customers in the back-test, '
                    || {{ customer_segments.four_digits('winner_overall_value') }}
            else
                'NDCG@10 of all customers in the back-test '
                || {{ customer_segments.four_digits('winner_overall_value') }}
                || ', which chance cannot tell from the highest, '
                || {{ customer_segments.four_digits('best_overall_value') }}
                || '; the most trusted of such methods'
        end
        || case
            when is_judged
                then
                    '; in this segment ' || {{ customer_segments.four_digits('winner_value') }}
                    || ', where ' || fallback_method || ', the best of the top sellers, reached '
                    || {{ customer_segments.four_digits('fallback_value') }}
            else '; too few of this segment could be asked'
        end
end
{%- endmacro %}
