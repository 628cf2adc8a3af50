{#-
  A value, transformed. `shape` is the fitted exponent of Yeo-Johnson,
  `ranks` the row of int_segments__fitted_ranks that rank_joins found.
-#}
{% macro transformed(value, transform, shape=none, ranks=none) %}
    {%- set number = 'cast(' ~ value ~ ' as double)' -%}
    {%- if transform == 'log1p' -%}
        {{ return('case when ' ~ value ~ ' is not null then ln(1 + greatest(' ~ number ~ ', 0)) end') }}
    {%- elif transform == 'yeo_johnson' and shape -%}
        {{ return(customer_segments.yeo_johnson(number, shape)) }}
    {%- elif transform == 'rank_gauss' -%}
        {{ return(customer_segments.interpolated(number, ranks, 'value', 'score')) }}
    {%- endif -%}
    {{ return(number) }}
{% endmacro %}

{#- The inverse of a transform; the transform is a column here, as are its parameters. -#}
{% macro untransformed(value, transform, shape, ranks) %}
case
            when {{ transform }} = 'log1p' then exp({{ value }}) - 1
            when {{ transform }} = 'yeo_johnson' then {{ customer_segments.undo_yeo_johnson(value, shape) }}
            {%- if customer_segments.rank_features() %}
            when {{ transform }} = 'rank_gauss'
                then {{ customer_segments.interpolated(value, ranks, 'score', 'value') }}
            {%- endif %}
            else {{ value }}
        end
{%- endmacro %}

{#- The transform of a clustering feature. -#}
{% macro transform_of(feature) %}
    {%- set settings = var('segments_clustering_features')[feature] -%}
    {{ return(settings.get('transform', 'none') if settings is mapping else 'none') }}
{% endmacro %}
