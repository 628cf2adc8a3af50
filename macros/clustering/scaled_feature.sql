{#-
  One clustering feature on the clustering scale: transformed, imputed, limited at both ends,
  centred, scaled and weighted by the fitted row. Unused features become 0.
  The from clause needs the joins of rank_joins.
-#}
{% macro scaled_feature(feature, transforms='transforms') %}
    {%- set fitted = transforms ~ '.' ~ feature -%}
    {%- set value = customer_segments.transformed(
        feature, customer_segments.transform_of(feature), fitted ~ '__shape', customer_segments.rank_alias(feature)
    ) -%}
coalesce(
            (
                least(
                    greatest(coalesce({{ value }}, {{ fitted }}__missing_value), {{ fitted }}__lower_limit),
                    {{ fitted }}__upper_limit
                ) - {{ fitted }}__center
            ) / {{ fitted }}__scale * {{ fitted }}__weight,
            0
        )
{%- endmacro %}

{#- The numeric columns of int_segments__fitted_transforms. -#}
{% macro fitted_parts() %}
    {{ return(['shape', 'missing_value', 'lower_limit', 'upper_limit', 'center', 'scale', 'weight']) }}
{% endmacro %}

{#- The fitted rows as one row, with a column per feature and part, named feature__part. -#}
{% macro fitted_columns() %}
    {%- set columns = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- for part in customer_segments.fitted_parts() -%}
            {%- do columns.append(
                "max(case when feature = '" ~ feature ~ "' then " ~ part ~ ' end) as ' ~ feature ~ '__' ~ part
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(columns | join(',\n        ')) }}
{% endmacro %}
