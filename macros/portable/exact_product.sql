{#-
  Money or a quantity times a factor, exact to four decimals; null beyond 14 digits. Engines keep a product of two
  decimals of 18 digits in 18 digits, which a million times a share of ten decimals exceeds.
-#}
{% macro exact_product(number, factor) %}
    {{ return(
        'try_cast(round(cast(' ~ number ~ ' as decimal(22, 4)) * ' ~ factor ~ ', 4) as decimal(18, 4))'
    ) }}
{% endmacro %}
