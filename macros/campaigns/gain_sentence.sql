{#- How a campaign's gain was computed, and what its budget follows from. -#}
{% macro gain_sentence() -%}
case
            when campaigns.gain_per_contact is null then 'no gain: the value of an order is not known'
            else
                {{ customer_segments.whole_text('campaigns.treatment_count') }} || ' customers x '
                || cast(round(campaigns.assumed_extra_orders, 4) as {{ dbt.type_string() }})
                || ' extra orders (assumed in segments_playbook) x '
                || {{ customer_segments.short_number('campaigns.order_value') }} || ' {{ var("segments_currency") }}'
                || case
                    when campaigns.margin_share is null then '; costs are not known, so the gain is sales'
                    else ' x ' || {{ customer_segments.whole_text('100 * campaigns.margin_share') }} || ' % margin'
                end
                || case
                    when not campaigns.is_worth_its_cost then '; no budget: a contact costs more than it earns'
                    when campaigns.treatment_count < campaigns.reachable_count
                        then '; the budget reaches ' || {{ customer_segments.whole_text('campaigns.treatment_count') }}
                            || ' of ' || {{ customer_segments.whole_text('campaigns.reachable_count') }}
                    else ''
                end
        end
{%- endmacro %}
