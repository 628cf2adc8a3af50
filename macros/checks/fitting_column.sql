{#-
  The column to propose for a canonical one that was not found: no other canonical column reads it,
  its values are of the kind that is needed, and of those the one with the nearest name; none
  where nothing fits. source: what the values are read from.
-#}
{% macro fitting_column(input, canonical, name, columns, source) %}
    {%- set taken = [] -%}
    {%- for other in customer_segments.canonical_columns(input) if other != canonical -%}
        {%- for column in customer_segments.columns_of_mapping(
            customer_segments.wanted_column(input, other, columns)
        ) -%}{%- do taken.append(column | lower) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set fitting = [] -%}
    {%- set pattern = customer_segments.value_pattern(canonical) -%}
    {%- for column in columns if column not in taken and column != 'segments_source_file' -%}
        {%- set value = 'trim(cast(' ~ customer_segments.quoted_column(columns[column][0]) ~ ' as varchar))' -%}
        {#- ids are neither dates nor amounts; nine in ten values decide -#}
        {%- set fits = "regexp_full_match(" ~ value ~ ", " ~ customer_segments.quoted(pattern) ~ ")"
            if pattern else "not regexp_full_match(" ~ value ~ ", '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[^0-9a-zA-Z]?[0-9]+[.,][0-9]+')" -%}
        {%- if run_query(
            'select 10 * count(*) filter (' ~ fits ~ ') >= 9 * count(*) from (select * from '
            ~ source ~ ' limit 1000) as sampled where ' ~ value ~ " != ''"
        ).rows[0][0] -%}
            {%- do fitting.append(column) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- a date or an amount is told by its values; an id needs a name that resembles it, too -#}
    {%- set near = customer_segments.nearest_name(name, fitting, -1 if pattern and fitting | length == 1 else 0.3)
        or customer_segments.nearest_name(canonical, fitting, 0.3) -%}
    {{ return(columns[near][0] if near else none) }}
{% endmacro %}

{#- What the values of a canonical column look like; none for ids and words. -#}
{% macro value_pattern(canonical) %}
    {%- if canonical in ['ordered_at', 'contacted_at', 'responded_at', 'birth_date', 'cancelled_at'] -%}
        {{ return('[A-Za-z]{0,10},? ?[0-9A-Za-z]{1,9}[-/., ]+[0-9A-Za-z]{1,9}[-/., ]+[0-9]{1,4}.*|[0-9]{8}|[0-9]{10}|[0-9]{13}') }}
    {%- elif canonical in ['quantity', 'age', 'stock_unit_count'] -%}
        {{ return('[-+]?[0-9]{1,7}([.,]0+)?') }}
    {%- elif canonical in ['unit_price', 'discount_amount', 'line_amount', 'unit_cost', 'cost', 'income']
        + customer_segments.customer_measures() -%}
        {{ return("[-+(]?[^0-9a-zA-Z-]{0,4}[-+]?[0-9][0-9., ]*[^0-9a-zA-Z-]{0,4}") }}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}
