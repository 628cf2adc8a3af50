{#- A segment in one sentence, written from its own numbers. -#}
{% macro profile_sentence() -%}
{{ customer_segments.whole_text('customer_count') }}
        || case when customer_count = 1 then ' customer (' else ' customers (' end
        || {{ customer_segments.whole_text('100 * customer_share') }} || ' % of all)'
        || case
            when segment_id != {{ customer_segments.segment_id('0') }} and median_order_count is null
                then coalesce(': ' || known_text, '') || '; their orders are not in the data.'
            else
                case when customer_count = 1 then ' who brings ' else ' who bring ' end
                || coalesce({{ customer_segments.whole_text('100 * net_amount_share') }}, '0')
                || ' % of revenue; '
                || case
                    when segment_id != {{ customer_segments.segment_id('0') }}
                        then {{ customer_segments.typical_orders() }}
                    when returned_amount > 0
                        then
                            'no order of theirs is on record, only returns of '
                            || {{ customer_segments.whole_text('returned_amount') }}
                            || ' {{ var("segments_currency") }}.'
                    else 'no order of theirs is on record.'
                end
        end
{%- endmacro %}

{#- How many orders, of how much and how long ago, in the middle of a segment. -#}
{% macro typical_orders() -%}
'typically ' || {{ customer_segments.whole_text('median_order_count') }}
                            || case when round(median_order_count, 0) = 1 then ' order' else ' orders' end
                            || coalesce(' of ' || {{ customer_segments.whole_text('median_average_order_value') }}
                            || ' {{ var("segments_currency") }}', '')
                            || coalesce(', the last ' || {{ customer_segments.whole_text('median_days_since_last_order') }}
                            || case
                                when round(median_days_since_last_order, 0) = 1 then ' day ago' else ' days ago'
                            end, '')
                            || case
                                when median_discount_share >= 0.005
                                    then
                                        ', ' || {{ customer_segments.whole_text('100 * median_discount_share') }}
                                        || ' % below list price'
                                else ''
                            end
                            || '.'
{%- endmacro %}
