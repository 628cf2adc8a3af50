{#- A quantile that is one of the values: the smallest value with at least this share at or below it. -#}
{% macro quantile_value(expression, share) %}percentile_disc({{ share }}) within group (order by {{ expression }}){% endmacro %}

{#- The same of moments, as a date. -#}
{% macro quantile_date(expression, share) %}{{ return(adapter.dispatch('quantile_date', 'customer_segments')(expression, share)) }}{% endmacro %}
{% macro default__quantile_date(expression, share) %}cast({{ customer_segments.quantile_value(expression, share) }} as date){% endmacro %}
{#- Spark's quantiles are of numbers only. -#}
{% macro spark__quantile_date(expression, share) %}date_from_unix_date(cast({{ customer_segments.quantile_value('unix_date(cast(' ~ expression ~ ' as date))', share) }} as integer)){% endmacro %}
