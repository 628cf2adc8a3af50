{#- A number as an integer of up to 38 digits. -#}
{% macro whole_number_of(number) %}cast({{ number }} as hugeint){% endmacro %}

{#- The whole part of the quotient of two integers. -#}
{% macro whole_quotient(dividend, divisor) %}{{ dividend }} // {{ divisor }}{% endmacro %}
