{#- A quantile that is one of the values: the smallest value with at least this share at or below it. -#}
{% macro quantile_value(expression, share) %}percentile_disc({{ share }}) within group (order by {{ expression }}){% endmacro %}
