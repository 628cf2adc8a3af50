{#- The median of the values in a window, interpolated between the two nearest values. -#}
{% macro running_median(expression, window) %}{{ return(adapter.dispatch('running_median', 'customer_segments')(expression, window)) }}{% endmacro %}
{% macro default__running_median(expression, window) %}quantile_cont({{ expression }}, 0.5) over {{ window }}{% endmacro %}
{% macro spark__running_median(expression, window) %}percentile({{ expression }}, 0.5) over {{ window }}{% endmacro %}
