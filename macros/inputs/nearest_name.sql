{#-
  The candidate that shares the most letter pairs with a name, for "did you mean"; none if
  the share of common pairs is not above the minimum.
-#}
{% macro nearest_name(name, candidates, least=0.0) %}
    {%- set best = namespace(name=none, score=least) -%}
    {%- set wanted = (name | string | lower)[:100] -%}
    {%- for candidate in candidates -%}
        {%- set other = candidate | lower -%}
        {%- set shared = namespace(count=0) -%}
        {%- for at in range(wanted | length - 1) -%}
            {%- if wanted[at:at + 2] in other -%}{%- set shared.count = shared.count + 1 -%}{%- endif -%}
        {%- endfor -%}
        {%- set score = 2.0 * shared.count / ([wanted | length + other | length - 2, 1] | max) -%}
        {%- if score > best.score -%}
            {%- set best.name = candidate -%}{%- set best.score = score -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(best.name) }}
{% endmacro %}
