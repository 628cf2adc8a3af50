{#-
  A score from 1: one more than the number of cuts below the value. Equal values
  share a score, and a value that spans several fifths gets the lowest of them.
-#}
{% macro score_from_cuts(value, cut) -%}
1
            {%- for number in range(1, customer_segments.rfm_score_count()) %}
            + case when {{ value }} > {{ cut }}_{{ number }} then 1 else 0 end
            {%- endfor %}
{%- endmacro %}
