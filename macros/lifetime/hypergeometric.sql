{#-
  Terms of the series of Gauss's hypergeometric function 2F1(a, b; c; z), nested from the given
  one on: 1 + ab/c z (1 + (a+1)(b+1)/(2(c+1)) z (1 + ...)), with the remaining terms as an argument.
-#}
{% macro hypergeometric(a, b, c, z, first, terms, rest) -%}
{%- for n in range(first, first + terms) -%}
(1 + ({{ a }} + {{ n }}) * ({{ b }} + {{ n }}) / (({{ c }} + {{ n }}) * {{ n + 1 }}.0) * {{ z }} * {% endfor -%}
{{ rest }}{{ ')' * terms }}
{%- endmacro %}
