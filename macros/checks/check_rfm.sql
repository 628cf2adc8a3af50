{#- The RFM grid is known or somebody's own, and every measure's cuts make sense. -#}
{% macro check_rfm() %}
    {%- set grid = var('segments_rfm_grid') -%}
    {%- if grid is not string or not grid | trim or "'" in grid
        or (modules.re.fullmatch('[A-Za-z0-9_]+', grid) and grid not in customer_segments.shipped_rfm_grids()) -%}
        {%- do customer_segments.refuse(
            'segments_rfm_grid', grid,
            'one of ' ~ customer_segments.shipped_rfm_grids() | join(', ')
            ~ ', or a CSV file or a table (schema.table) of your own'
        ) -%}
    {%- endif -%}
    {%- if execute and (grid.endswith('.csv') or grid.endswith('.parquet')) -%}
        {%- do customer_segments.check_file_is_there('rfm_grid') -%}
    {%- endif -%}
    {%- set cuts = var('segments_rfm_cuts') -%}
    {%- if cuts is not mapping -%}
        {%- do customer_segments.refuse('segments_rfm_cuts', cuts, 'measures with how each is cut, or {}') -%}
    {%- endif -%}
    {%- set limit_count = customer_segments.rfm_score_count() - 1 -%}
    {%- for measure, method in cuts.items() -%}
        {%- if measure not in ['recency', 'frequency', 'monetary'] -%}
            {%- do customer_segments.refuse(
                'segments_rfm_cuts.' ~ measure, 'no measure', 'recency, frequency or monetary'
            ) -%}
        {%- endif -%}
        {%- set wanted = 'quantiles, natural_breaks or a list of ' ~ limit_count ~ ' different numbers, rising' -%}
        {%- if method is string or method is not iterable -%}
            {%- if method not in ['quantiles', 'natural_breaks'] -%}
                {%- do customer_segments.refuse('segments_rfm_cuts.' ~ measure, method, wanted) -%}
            {%- endif -%}
        {%- elif method | length != limit_count or method | select('number') | list | length != limit_count
            or method | sort | unique | list != method | list -%}
            {%- do customer_segments.refuse('segments_rfm_cuts.' ~ measure, method, wanted) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
