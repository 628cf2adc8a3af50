{#- The usual size of amounts in the shop's currency, where the unit of account is a hundredth or less of a dollar. -#}
{% macro currency_size() %}
    {%- set sizes = {
        'JPY': 100, 'HUF': 100, 'KRW': 1000, 'CLP': 1000, 'COP': 1000, 'IDR': 10000, 'VND': 10000, 'INR': 100,
        'RUB': 100, 'PHP': 50, 'THB': 50, 'CZK': 20, 'TWD': 30, 'NGN': 1000, 'ARS': 1000, 'PKR': 100, 'ISK': 100
    } -%}
    {{ return(sizes.get(var('segments_currency'), 1)) }}
{% endmacro %}
