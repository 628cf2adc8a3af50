{#-
  A customer id without blanks, without the '.0' a spreadsheet's number column leaves, and
  with plain digits; null for the words that programs write for nothing.
-#}
{% macro clean_customer_id(text) -%}
case
    when lower(trim({{ text }})) in ('null', 'n/a', '#n/a', 'na', 'nan', 'none', 'nil', '-') then null
    when {{ customer_segments.regex_matches('trim(' ~ text ~ ')', '[0-9]+[.]0+') }}
        then split_part(trim({{ text }}), '.', 1)
    else translate({{ customer_segments.clean_text(text) }}, '０１２３４５６７８９', '0123456789')
end
{%- endmacro %}

{#-
  True where digits of a customer id were lost or it is no id: 1.2E+04, 0x1F, -5. Zero stands for
  nobody in orders; where every row is a customer it may be one's number.
-#}
{% macro is_damaged_id(text) %}{{ return(customer_segments.regex_matches(
    text, '[+-]?[0-9]+([.][0-9]+)?[eE][+-]?[0-9]+|0[xX][0-9a-fA-F]+|-[0-9]+([.][0-9]+)?|[0-9]+[.][0-9]+'
    ~ ('' if var('segments_input_grain') == 'customer' else '|0+')
)) }}{% endmacro %}
