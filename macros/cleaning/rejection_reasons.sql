{#-
  All reasons within a raw line for its rejection, as codes of
  segments_cleaning_rules joined by '; '; empty if there is none. A row that is no order
  line has one reason. Repeats of other lines are added by with_repeats.
-#}
{% macro rejection_reasons() -%}
case
    {%- for code, condition in customer_segments.structural_conditions() %}
    when {{ condition }} then '{{ code }}'
    {%- endfor %}
    else
        concat_ws(
            '; ',
            {%- for code, condition in customer_segments.rejection_conditions() %}
            case when {{ condition }} then '{{ code }}' end
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )
end
{%- endmacro %}

{#- The rejection reasons of a line, including that it repeats an earlier line of an accepted file. -#}
{% macro with_repeats(reasons) -%}
case
    {%- for code, condition in customer_segments.repeat_conditions(reasons) %}
    when {{ condition }} then concat_ws('; ', nullif({{ reasons }}, ''), '{{ code }}')
    {%- endfor %}
    else {{ reasons }}
end
{%- endmacro %}

{#- Repeated lines; rows that are no lines do not count as repeats. -#}
{% macro repeat_conditions(reasons) %}
    {%- set structural = customer_segments.structural_conditions() | map('first') | list -%}
    {{ return([
        ('duplicate_line', "occurrence > " ~ {'reject': '1', 'auto': 'counted_lines', 'keep': 'null'}[var('segments_duplicate_lines')]
            ~ " and not is_of_other_file and "
            ~ reasons ~ ' not in (' ~ customer_segments.quoted_list(structural) ~ ')')
    ]) }}
{% endmacro %}

{#- Rows that are not order lines. -#}
{% macro structural_conditions() %}
    {%- set blank = [] -%}
    {%- for column in ['order_id', 'customer_id', 'product_id', 'ordered_at', 'quantity', 'unit_price'] -%}
        {%- do blank.append("coalesce(trim(" ~ column ~ "_text), '') = ''") -%}
    {%- endfor -%}
    {{ return([
        ('malformed_row', 'malformed_row is not null'),
        ('repeated_header', 'is_repeated_header'),
        ('blank_row', blank | join(' and ') ~ " and product_name is null and order_id is null and customer_id is null"
            ~ " and coalesce(product_id, '(WHOLE ORDER)') = '(WHOLE ORDER)' and line_amount_text is null and quantity is null"),
        ('total_row', "ordered_at is null and customer_id is null and lower(trim(coalesce(order_id_text, product_id_text))) in "
            ~ "('total', 'totals', 'subtotal', 'sub-total', 'grand total', 'sum', 'summe', 'gesamt', 'total:', 'grand total:')")
    ]) }}
{% endmacro %}

{% macro rejection_conditions() %}
    {%- set is_cancellation = customer_segments.is_cancellation('order_id') -%}
    {%- set overlong = '[+-]?[0-9]{14,}([.][0-9]*)?' -%}
    {{ return([
        ('customer_id_missing', 'customer_id is null'),
        ('customer_id_damaged', customer_segments.is_damaged_id('customer_id')),
        ('order_id_missing', 'order_id is null'),
        ('product_id_missing', 'product_id is null'),
        ('ordered_at_unreadable', 'ordered_at is null'),
        ('ordered_at_too_early', 'ordered_at < first_date'),
        ('ordered_at_too_late', 'cast(ordered_at as date) > last_date'),
        ('quantity_unreadable', 'quantity is null and not coalesce('
            ~ customer_segments.regex_matches('trim(quantity_text)', overlong) ~ ', false)'),
        ('quantity_out_of_range', 'abs(quantity) > ' ~ var('segments_largest_quantity') ~ ' or (quantity is null and '
            ~ customer_segments.regex_matches('trim(quantity_text)', overlong) ~ ')'),
        ('quantity_zero', 'quantity = 0 and coalesce(stated_line_amount, 0) = 0'),
        ('quantity_zero_with_amount', 'quantity = 0 and stated_line_amount != 0'),
        ('cancellation_with_positive_quantity', 'quantity > 0 and ' ~ is_cancellation),
        ('stock_write_off', 'customer_id is null and quantity < 0 and unit_price = 0 and not ' ~ is_cancellation),
        ('unit_price_unreadable', ('' if customer_segments.has_prices() else 'false and ') ~ 'unit_price is null and not (coalesce(quantity, 0) = 0 and stated_line_amount is not null) and not coalesce(is_currency_unknown, false) and not coalesce(is_price_of_order, false) and not coalesce('
            ~ customer_segments.regex_matches('trim(unit_price_text)', overlong) ~ ', false)'),
        ('unit_price_out_of_range', 'abs(unit_price) > ' ~ var('segments_largest_unit_price') ~ ' or (unit_price is null and '
            ~ customer_segments.regex_matches('trim(unit_price_text)', overlong) ~ ') or abs(stated_line_amount) >= '
            ~ customer_segments.largest_line_amount() ~ ' or (quantity is not null and unit_price is not null and '
            ~ customer_segments.money_product('quantity', 'unit_price') ~ ' is null)'),
        ('unit_price_zero', "unit_price = 0 and '" ~ var('segments_zero_prices') ~ "' = 'reject'"),
        ('unit_price_negative', 'unit_price < 0 and not is_refund'),
        ('discount_amount_unreadable', 'discount_amount is null and not coalesce(is_currency_unknown, false)'),
        ('currency_without_rate', 'is_currency_unknown'),
        ('order_cancelled', "status_meaning = 'cancelled'"),
        ('order_held', "status_meaning = 'held'"),
        ('order_amount_unreadable', 'is_order_amount_unreadable'),
        ('duplicate_file', 'is_repeated_file'),
        ('overlapping_file', 'is_overlap')
    ]) }}
{% endmacro %}
