{#-
  The rank of a record among those of the same customer, product or order: the latest by updated_at
  comes first, then the fullest, then the last by its text. The first is used whole.
-#}
{% macro record_rank(input, key) -%}
{%- set filled, texts = [], [] -%}
{%- for column in customer_segments.canonical_columns(input) -%}
    {%- do filled.append("case when coalesce(trim(" ~ column ~ "), '') = '' then 0 else 1 end") -%}
    {%- do texts.append("coalesce(trim(" ~ column ~ "), '')") -%}
{%- endfor -%}
row_number() over (
    partition by malformed_row is not null or is_repeated_header, {{ key }}
    order by
        {{ customer_segments.parse_timestamp('trim(updated_at)', input) }} desc nulls last,
        {{ filled | join(' + ') }} desc,
        {{ texts | join(" || '|' || ") }} desc,
        source_file
)
{%- endmacro %}

{#- Whether each row of the customers input is a purchase, so that a customer has several: order_count is {constant: 1}. -#}
{% macro rows_are_purchases() %}
    {%- set counted = customer_segments.input_setting('customers', 'columns').get('order_count') -%}
    {{ return(counted is mapping and 'constant' in counted) }}
{% endmacro %}
