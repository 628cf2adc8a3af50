{#- A number as an integer of up to 38 digits. -#}
{% macro whole_number_of(number) %}{{ return(adapter.dispatch('whole_number_of', 'customer_segments')(number)) }}{% endmacro %}
{% macro default__whole_number_of(number) %}cast({{ number }} as hugeint){% endmacro %}
{% macro spark__whole_number_of(number) %}cast(round({{ number }}, 0) as decimal(38, 0)){% endmacro %}

{#- The whole part of the quotient of two integers. -#}
{% macro whole_quotient(dividend, divisor) %}{{ return(adapter.dispatch('whole_quotient', 'customer_segments')(dividend, divisor)) }}{% endmacro %}
{% macro default__whole_quotient(dividend, divisor) %}{{ dividend }} // {{ divisor }}{% endmacro %}
{% macro spark__whole_quotient(dividend, divisor) %}cast(({{ dividend }} - {{ dividend }} % {{ divisor }}) / {{ divisor }} as decimal(38, 0)){% endmacro %}
