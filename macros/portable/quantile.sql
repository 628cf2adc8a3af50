{#-
  A quantile, interpolated between the two nearest values. digits: of a decimal, whose interpolated
  values are cut off at its digits.
-#}
{% macro quantile(expression, share, digits=none) %}{{ return(adapter.dispatch('quantile', 'customer_segments')(expression, share, digits)) }}{% endmacro %}
{% macro default__quantile(expression, share, digits) %}percentile_cont({{ share }}) within group (order by {{ expression }}){% endmacro %}
{% macro spark__quantile(expression, share, digits) -%}
{%- if digits is none -%}
{{ customer_segments.default__quantile(expression, share, digits) }}
{%- else -%}
{{ customer_segments.cut_off(customer_segments.default__quantile(
    'cast((' ~ expression ~ ') * 1' ~ '0' * digits ~ ' as double)', share, none
), digits) }}
{%- endif -%}
{%- endmacro %}

{#- A number in units of its last digit as a decimal, without what lies beyond that digit. -#}
{% macro cut_off(units, digits) -%}
cast(cast({{ units }} as bigint) * cast(0.{{ '0' * (digits - 1) }}1 as decimal(18, {{ digits }})) as decimal(18, {{ digits }}))
{%- endmacro %}
