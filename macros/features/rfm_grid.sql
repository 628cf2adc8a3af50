{#- The grids included in the project, for segments_rfm_grid. -#}
{% macro shipped_rfm_grids() %}{{ return(['classic', 'shopify', 'klaviyo', 'putler']) }}{% endmacro %}

{#- The rows of the user's own grid, or none: the text after `from`. -#}
{% macro own_rfm_grid() %}
    {%- if var('segments_rfm_grid') in customer_segments.shipped_rfm_grids() -%}
        {{ return('(select * from ' ~ ref('segments_rfm_grids') ~ ' where 1 = 0) as own') }}
    {%- elif customer_segments.input_kind('rfm_grid') == 'csv' -%}
        {%- set paths = [] -%}
        {%- for path in customer_segments.input_files('rfm_grid') -%}{%- do paths.append(customer_segments.quoted(path)) -%}{%- endfor -%}
        {{ return('read_csv([' ~ paths | join(', ') ~ '], all_varchar = true, header = true)') }}
    {%- endif -%}
    {{ return(customer_segments.input_relation('rfm_grid')) }}
{% endmacro %}

{#- The number of scores of a measure: three for Klaviyo's grid, otherwise as set by the var. -#}
{% macro rfm_score_count() %}
    {{ return(3 if var('segments_rfm_grid') == 'klaviyo' else var('segments_rfm_score_count')) }}
{% endmacro %}

{#- The cuts of a measure: 'quantiles', 'natural_breaks' or a list of limits. -#}
{% macro rfm_cut_method(measure) %}
    {%- set method = var('segments_rfm_cuts').get(measure) -%}
    {%- if method is none and measure == 'recency' and var('segments_rfm_grid') == 'klaviyo' -%}
        {{ return([180, 365]) }}
    {%- endif -%}
    {{ return(method or 'quantiles') }}
{% endmacro %}

{#-
  One cut of a measure. Values above it get a higher score; a limit set by the user belongs to
  the better side, so the cut is a hundredth of a cent below it.
-#}
{% macro rfm_cut(measure, cut) %}
    {%- set method = customer_segments.rfm_cut_method(measure) -%}
    {%- if method is not string -%}
        {%- set limits = method | map('float') | list | sort(reverse=(measure == 'recency')) -%}
        {#- lists of another length are refused at the start of the run -#}
        {%- set limit = limits[[cut, limits | length] | min - 1] if limits else 0 -%}
        {%- set limit = -limit if measure == 'recency' else limit -%}
        {{ return('max(' ~ limit ~ ' - 0.0001)') }}
    {%- elif method == 'natural_breaks' -%}
        {{ return("max(breaks." ~ measure ~ "_break_" ~ cut ~ ")") }}
    {%- endif -%}
    {#- the smallest value with at least this share of the buyers at or below it -#}
    {{ return(
        "min(case when ranked.measure = '" ~ measure ~ "' and ranked.up_to_value >= ranked.buyer_count * "
        ~ cut / customer_segments.rfm_score_count() ~ " then ranked.measured end)"
    ) }}
{% endmacro %}
