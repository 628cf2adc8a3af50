{#- The requested components of category shares, as features: preference_1 and on. -#}
{% macro preference_features() %}
    {%- set found = [] -%}
    {%- for number in range(1, (var('segments_preference_components') | int) + 1) -%}
        {%- do found.append('preference_' ~ number) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
