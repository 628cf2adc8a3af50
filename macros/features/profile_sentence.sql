{#- A segment in one sentence, written from its own numbers. -#}
{% macro profile_sentence() -%}
{{ customer_segments.whole_text('customer_count') }}
        || case when customer_count = 1 then ' customer (' else ' customers (' end
        || {{ customer_segments.whole_text('100 * customer_share') }}
        || case when customer_count = 1 then ' % of all) who brings ' else ' % of all) who bring ' end
        || coalesce({{ customer_segments.whole_text('100 * net_amount_share') }}, '0') || ' % of revenue'
        || case
            when segment_id = {{ customer_segments.segment_id('0') }}
                then
                    '; no order of theirs is on record'
                    || case
                        when returned_amount > 0
                            then
                                ', only returns of ' || {{ customer_segments.whole_text('returned_amount') }}
                                || ' {{ var("segments_currency") }}'
                        else ''
                    end
                    || '.'
            else
                coalesce('; typically ' || {{ customer_segments.whole_text('median_order_count') }}
                || case when round(median_order_count, 0) = 1 then ' order' else ' orders' end
                || ' of ' || {{ customer_segments.whole_text('median_average_order_value') }}
                || ' {{ var("segments_currency") }}, the last '
                || {{ customer_segments.whole_text('median_days_since_last_order') }}
                || case when round(median_days_since_last_order, 0) = 1 then ' day ago' else ' days ago' end
                || case
                    when median_discount_share >= 0.005
                        then
                            ', ' || {{ customer_segments.whole_text('100 * median_discount_share') }}
                            || ' % below list price'
                    else ''
                end
                || '.', '; their orders are not in the data.')
        end
{%- endmacro %}
