{#-
  Every reason why a raw line cannot be counted, as codes of segments_cleaning_rules
  joined by '; '; empty where there is none.
-#}
{% macro rejection_reasons() -%}
concat_ws(
    '; ',
    {%- for code, condition in customer_segments.rejection_conditions() %}
    case when {{ condition }} then '{{ code }}' end
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
)
{%- endmacro %}

{% macro rejection_conditions() %}
    {{ return([
        ('customer_id_missing', 'customer_id is null'),
        ('order_id_missing', 'order_id is null'),
        ('product_id_missing', 'product_id is null'),
        ('ordered_at_unreadable', 'ordered_at is null'),
        ('ordered_at_too_early', 'ordered_at < first_date'),
        ('ordered_at_too_late', 'cast(ordered_at as date) > last_date'),
        ('quantity_unreadable', 'quantity is null'),
        ('quantity_zero', 'quantity = 0'),
        ('unit_price_unreadable', 'unit_price is null'),
        ('unit_price_zero', 'unit_price = 0'),
        ('unit_price_negative', 'unit_price < 0'),
        ('discount_amount_unreadable', 'discount_amount is null'),
        ('duplicate_line', (
            "occurrence > 1 and not is_overlap and '"
            ~ var('segments_duplicate_lines') ~ "' = 'reject'"
        )),
        ('overlapping_file', 'is_overlap')
    ]) }}
{% endmacro %}
