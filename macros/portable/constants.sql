{#- Half the width of a 95 % interval in standard errors. -#}
{% macro z_score_95() %}1.96{% endmacro %}
