{#- A quantile, interpolated between the two nearest values. -#}
{% macro quantile(expression, share) %}percentile_cont({{ share }}) within group (order by {{ expression }}){% endmacro %}
