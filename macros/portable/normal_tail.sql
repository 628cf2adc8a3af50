{#-
  The probability that a standard normal variable exceeds the absolute value of z, to seven digits
  (the complementary error function of Numerical Recipes, section 6.2).
-#}
{% macro normal_tail(z) -%}
{%- set x = '(abs(' ~ z ~ ') / 1.4142135623730951)' -%}
{%- set t = '(1 / (1 + 0.5 * ' ~ x ~ '))' -%}
{%- set series = namespace(text='0.17087277') -%}
{%- for term in [
    '-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196',
    '1.00002368', '-1.26551223'
] -%}
    {%- set series.text = '(' ~ term ~ ' + ' ~ t ~ ' * ' ~ series.text ~ ')' -%}
{%- endfor -%}
(0.5 * {{ t }} * exp(-{{ x }} * {{ x }} + {{ series.text }}))
{%- endmacro %}

{#- The probability that a standard normal variable lies below z. -#}
{% macro normal_share(z) -%}
(case when {{ z }} >= 0 then 1 - {{ customer_segments.normal_tail(z) }} else {{ customer_segments.normal_tail(z) }} end)
{%- endmacro %}
