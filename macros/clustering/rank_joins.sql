{#- The clustering features that are turned into normal scores of their ranks. -#}
{% macro rank_features() %}
    {%- set found = [] -%}
    {%- for feature in customer_segments.clustering_features() -%}
        {%- if customer_segments.transform_of(feature) == 'rank_gauss' -%}{%- do found.append(feature) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- What the fitted ranks of a feature are called where they are joined. -#}
{% macro rank_alias(feature) %}{{ return(feature ~ '__ranks') }}{% endmacro %}

{#-
  A join per rank feature to the stretch of the fitted ranks that its value lies in: of all
  rank features, or of one. Nothing where no feature is ranked.
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

{#- The join that leads back from a transformed value to the stretch it came from. -#}
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

{#- A point on the line from the lower to the upper end of a stretch of the fitted ranks. -#}
{% macro interpolated(number, ranks, from, to) -%}
{{ ranks }}.lower_{{ to }} + coalesce(
                ({{ number }} - {{ ranks }}.lower_{{ from }})
                / nullif({{ ranks }}.upper_{{ from }} - {{ ranks }}.lower_{{ from }}, 0)
                * ({{ ranks }}.upper_{{ to }} - {{ ranks }}.lower_{{ to }}),
                0
            )
{%- endmacro %}
