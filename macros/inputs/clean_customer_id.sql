{#-
  A customer id without blanks, without the '.0' of a spreadsheet's number column, and
  with plain digits; null for words that mean a missing value. An address of e-mail is one in any case.
-#}
{% macro clean_customer_id(text) -%}
case
    -- nearly all ids: what follows would leave them as they are
    when {{ customer_segments.regex_matches(text, '[A-Za-z]*[0-9]+') }} then {{ text }}
    when lower(trim({{ text }})) in ('null', 'n/a', '#n/a', 'na', 'nan', 'none', 'nil', '-') then null
    when {{ customer_segments.regex_matches('trim(' ~ text ~ ')', '[0-9]+[.]0+') }}
        then split_part(trim({{ text }}), '.', 1)
    when {{ text }} like '%@%' then lower({{ customer_segments.clean_text(text) }})
    else translate({{ customer_segments.clean_text(text) }}, '０１２３４５６７８９', '0123456789')
end
{%- endmacro %}

{#-
  True if a customer id lost digits or is no id: 1.2E+04, 0x1F, -5; 52e81907 is one, because
  programs write a power of ten with its sign. Zero means
  no customer in orders; at customer grain it may be an id.
-#}
{% macro is_damaged_id(text) %}{{ return(customer_segments.regex_matches(
    text, '[+-]?[0-9]([.,][0-9]+)?[eE][+-][0-9]+|0[xX][0-9a-fA-F]+|-[0-9]+([.][0-9]+)?|[0-9]+[.][0-9]+'
    ~ ('' if var('segments_input_grain') == 'customer' else '|0+')
)) }}{% endmacro %}
