{#-
  One select per input and canonical column that counts filled, parsed and corrected values. Each value is parsed
  once, and counted as often as it occurs. A price from the products input counts for the lines that get it.
-#}
{% macro counted_columns() %}
    {%- set selects = [] -%}
    {#- a difference from what came is a correction of text only -#}
    {%- set typed = [
        'ordered_at', 'contacted_at', 'responded_at', 'birth_date', 'updated_at', 'quantity', 'age', 'unit_price', 'discount_amount',
        'line_amount', 'unit_cost', 'cost', 'income', 'stock_unit_count', 'shipping', 'tax', 'refunded', 'amount'
    ] + customer_segments.customer_measures() + customer_segments.attributes_of_type('numeric') -%}
    {%- for input in customer_segments.present_inputs() -%}
        {%- set mapping = customer_segments.input_setting(input, 'columns') -%}
        {%- set columns = customer_segments.first_columns(input) -%}
        {%- for canonical in customer_segments.canonical_columns(input) -%}
            {%- set wanted = customer_segments.wanted_column(input, canonical, columns) -%}
            {%- set stated = "nullif(trim(" ~ canonical ~ "), '') is not null" -%}
            {%- set parsed = '(' ~ customer_segments.parsed_column(input, canonical) ~ ')' -%}
            {%- set values = ref('stg_segments__raw_' ~ input) -%}
            {%- if wanted is mapping and 'from_products' in wanted -%}
                {%- set values -%}
(
        select
            raw_lines.is_repeated_header,
            raw_lines.malformed_row,
            listed.{{ canonical }}
        from {{ values }} as raw_lines
        left join (
            select
                upper({{ customer_segments.clean_text('product_id') }}) as listed_product_id,
                coalesce(
                    min(case when {{ parsed }} is not null then {{ canonical }} end), min({{ canonical }})
                ) as {{ canonical }}
            from {{ ref('stg_segments__raw_products') }}
            group by upper({{ customer_segments.clean_text('product_id') }})
        ) as listed on {{ customer_segments.product_key() }} = listed.listed_product_id
    ) as priced_lines
                {%- endset -%}
            {%- endif -%}
            {%- do selects.append(
                "select\n    '" ~ input ~ "' as input,\n    '" ~ canonical ~ "' as canonical_column,\n    "
                ~ ("cast(null as string)" if customer_segments.input_kind(input) == 'none'
                    else "case when count(" ~ canonical ~ ") > 0 or " ~ ('true' if canonical in mapping else 'false')
                    ~ " then " ~ customer_segments.quoted(customer_segments.mapping_words(wanted)) ~ " end")
                ~ " as mapped_from,\n    "
                ~ ('true' if canonical in customer_segments.needed_columns(input, columns) else 'false') ~ " as is_needed,\n    "
                ~ "coalesce(sum(value_count), 0) as row_count,\n    "
                ~ "coalesce(sum(case when " ~ stated ~ " then value_count end), 0) as stated_count,\n    "
                ~ "coalesce(sum(case when " ~ stated ~ " and " ~ parsed ~ " is not null then value_count end), 0)"
                ~ " as parsed_count,\n    "
                ~ ("0" if canonical in typed else "coalesce(sum(case when cast(" ~ parsed ~ " as string) != " ~ canonical
                    ~ " then value_count end), 0)") ~ " as corrected_count\nfrom (\n    select\n        " ~ canonical
                ~ ",\n        count(*) as value_count\n    from " ~ values
                ~ "\n    where not is_repeated_header and malformed_row is null\n    group by " ~ canonical
                ~ "\n) as distinct_values"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects | join('\nunion all\n')) }}
{% endmacro %}

{#- The SQL that parses a canonical column from its text. -#}
{% macro parsed_column(input, canonical) %}
    {%- set trimmed = 'trim(' ~ canonical ~ ')' -%}
    {%- if canonical == 'customer_id' -%}{{ return(customer_segments.clean_customer_id(canonical) | trim) }}{%- endif -%}
    {%- if canonical in ['ordered_at', 'contacted_at', 'responded_at', 'birth_date', 'updated_at'] -%}
        {{ return(customer_segments.parse_timestamp(trimmed, input) | trim) }}
    {%- endif -%}
    {%- if canonical == 'contact_group' -%}{{ return(customer_segments.contact_group(trimmed) | trim) }}{%- endif -%}
    {%- if canonical in ['quantity', 'stock_unit_count'] -%}
        {{ return(customer_segments.parse_number(trimmed, input) | trim) }}
    {%- endif -%}
    {%- if canonical in ['age', 'income'] -%}
        {%- set number = customer_segments.parse_number(trimmed, input) if canonical == 'age' else customer_segments.parse_money(trimmed, input) -%}
        {{ return('coalesce(cast(' ~ number | trim ~ ' as string), case when ' ~ customer_segments.is_band(canonical) ~ ' then ' ~ trimmed ~ ' end)') }}
    {%- endif -%}
    {%- if canonical in customer_segments.attributes_of_type('ordered') -%}
        {{ return('case when ' ~ customer_segments.level_place(canonical, canonical) ~ ' is not null then ' ~ canonical ~ ' end') }}
    {%- endif -%}
    {%- if canonical == 'discount_amount' -%}{{ return(customer_segments.discount_number(canonical, input) | trim) }}{%- endif -%}
    {%- if canonical in ['unit_price', 'line_amount', 'unit_cost', 'cost', 'income', 'shipping', 'tax', 'refunded', 'amount']
        + customer_segments.customer_measures() + customer_segments.attributes_of_type('numeric') -%}
        {{ return(customer_segments.parse_money(trimmed, input) | trim) }}
    {%- endif -%}
    {%- if canonical == 'product_id' -%}{{ return('upper(' ~ customer_segments.clean_text(canonical) | trim ~ ')') }}{%- endif -%}
    {{ return(customer_segments.clean_text(canonical) | trim) }}
{% endmacro %}
