{#-
  All reasons why a campaign contact is rejected, as codes joined by '; '; empty if
  there is none. Only the first contact of a customer in a campaign counts.
-#}
{% macro contact_rejection_reasons() -%}
case
    when malformed_row is not null then 'malformed_row'
    when is_repeated_header then 'repeated_header'
    else
        concat_ws(
            '; ',
            {%- for code, condition in customer_segments.contact_rejection_conditions() %}
            case when {{ condition }} then '{{ code }}' end
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )
end
{%- endmacro %}

{% macro contact_rejection_conditions() %}
    {{ return([
        ('campaign_id_missing', 'campaign_id is null'),
        ('customer_id_missing', 'customer_id is null'),
        ('customer_id_damaged', customer_segments.is_damaged_id('customer_id')),
        ('contacted_at_unreadable', 'contacted_at is null'),
        ('contact_group_unknown', 'contact_group is null'),
        ('cost_unreadable', 'cost is null and cost_text is not null or cost < 0'),
        ('responded_at_unreadable', 'responded_at is null and responded_at_text is not null'),
        ('responded_before_contact', 'responded_at < contacted_at'),
        ('duplicate_contact', 'occurrence > 1 and campaign_id is not null and customer_id is not null')
    ]) }}
{% endmacro %}
