{#- The clustering features with the transform rank_gauss. -#}
{% macro rank_features() %}
    {%- set found = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- if customer_segments.transform_of(feature) == 'rank_gauss' -%}{%- do found.append(feature) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- The alias of the fitted ranks of a feature. -#}
{% macro rank_alias(feature) %}{{ return(feature ~ '__ranks') }}{% endmacro %}

{#-
  One join per rank feature to the interval of the fitted ranks that contains its value: for all
  rank features, or for one. Empty if no feature is ranked.
-#}
{% macro rank_joins(source, features=none) %}
    {%- for feature in customer_segments.rank_features() if features is none or feature in features %}
    {%- set alias = customer_segments.rank_alias(feature) %}
    left join {{ ref('int_segments__fitted_ranks') }} as {{ alias }}
        on
            {{ alias }}.feature = '{{ feature }}'
            and {{ source }}.{{ feature }} >= {{ alias }}.lower_value
            and {{ source }}.{{ feature }} < {{ alias }}.upper_value
    {%- endfor %}
{% endmacro %}

{#- The join from a transformed value to its interval of the fitted ranks. -#}
{% macro rank_join_back(feature, value, alias) %}
    {%- if customer_segments.rank_features() %}
    left join {{ ref('int_segments__fitted_ranks') }} as {{ alias }}
        on
            {{ alias }}.feature = {{ feature }}
            and {{ value }} >= {{ alias }}.lower_score
            and (
                {{ value }} < {{ alias }}.upper_score
                -- the highest score of all
                or ({{ value }} = {{ alias }}.upper_score and {{ alias }}.lower_score = {{ alias }}.upper_score)
            )
            and {{ alias }}.lower_value > -1e300
    {%- endif %}
{% endmacro %}

{#- Linear interpolation within an interval of the fitted ranks. -#}
{% macro interpolated(number, ranks, from, to) -%}
{{ ranks }}.lower_{{ to }} + coalesce(
                ({{ number }} - {{ ranks }}.lower_{{ from }})
                / nullif({{ ranks }}.upper_{{ from }} - {{ ranks }}.lower_{{ from }}, 0)
                * ({{ ranks }}.upper_{{ to }} - {{ ranks }}.lower_{{ to }}),
                0
            )
{%- endmacro %}
