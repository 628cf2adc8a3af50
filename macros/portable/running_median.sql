{#- The median of the values in a window, interpolated between the two nearest values. -#}
{% macro running_median(expression, window) %}quantile_cont({{ expression }}, 0.5) over {{ window }}{% endmacro %}
