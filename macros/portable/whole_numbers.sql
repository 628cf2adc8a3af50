{#- A list of the whole numbers from one to another that is not smaller. -#}
{% macro whole_numbers(first, last) %}{{ return(adapter.dispatch('whole_numbers', 'customer_segments')(first, last)) }}{% endmacro %}
{% macro default__whole_numbers(first, last) %}generate_series({{ first }}, {{ last }}){% endmacro %}
{% macro spark__whole_numbers(first, last) %}sequence({{ first }}, {{ last }}){% endmacro %}
