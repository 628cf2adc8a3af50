{#- Ends the run with one sentence about a var. -#}
{% macro refuse(name, value, wanted) %}
    {%- do customer_segments.stop(name ~ " is " ~ value ~ "; set it to " ~ wanted ~ ".") -%}
{% endmacro %}

{#-
  Ends the run with one sentence. A compiler error would be followed by a line for every macro
  on the way to it; this kind of error is not.
-#}
{% macro stop(sentence) %}{{ exceptions.raise_dependency_error(sentence) }}{% endmacro %}
