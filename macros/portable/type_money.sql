{#- Money: exact to a hundredth of a cent, so that sums never depend on their order. -#}
{% macro type_money() %}decimal(18, 4){% endmacro %}
