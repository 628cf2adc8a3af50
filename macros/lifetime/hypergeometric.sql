{#-
  Gauss's hypergeometric function 2F1(a, b; c; z) for z from 0 to below 1, as the first terms of
  its series: 1 + ab/c z (1 + (a+1)(b+1)/(2(c+1)) z (1 + ...)).
-#}
{% macro hypergeometric(a, b, c, z, terms=80) -%}
{%- for n in range(terms) -%}
(1 + ({{ a }} + {{ n }}) * ({{ b }} + {{ n }}) / (({{ c }} + {{ n }}) * {{ n + 1 }}.0) * ({{ z }}) * {% endfor -%}
1{{ ')' * terms }}
{%- endmacro %}
