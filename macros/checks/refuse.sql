{#- Ends the run with one sentence about a var. -#}
{% macro refuse(name, value, wanted) %}
    {{ exceptions.raise_compiler_error(name ~ " is " ~ value ~ "; set it to " ~ wanted ~ ".") }}
{% endmacro %}
