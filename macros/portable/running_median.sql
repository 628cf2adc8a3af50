{#-
  The median of the values in a window, interpolated between the two nearest values. digits: of a
  decimal, whose interpolated values are cut off at its digits.
-#}
{% macro running_median(expression, window, digits=none) %}{{ return(adapter.dispatch('running_median', 'customer_segments')(expression, window, digits)) }}{% endmacro %}
{% macro default__running_median(expression, window, digits) %}quantile_cont({{ expression }}, 0.5) over {{ window }}{% endmacro %}
{% macro spark__running_median(expression, window, digits) -%}
{%- set middle = '(get(sorted, cast((size(sorted) - 1) div 2 as integer)) + get(sorted, cast(size(sorted) div 2 as integer))) / 2' -%}
transform(
    array(array_sort(collect_list({{ expression }}) over {{ window }})),
    sorted -> {{ middle if digits is none else customer_segments.cut_off(middle ~ ' * 1' ~ '0' * digits, digits) }}
)[0]
{%- endmacro %}
