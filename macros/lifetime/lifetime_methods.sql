{#-
  The methods to predict a customer's value, with their SQL; of equally good methods the first is
  served. The last is the naive baseline.
-#}
{% macro lifetime_methods() %}
    {{ return({
        'last year': 'last_year_value',
        'bg/nbd and gamma-gamma': 'bg_nbd_value',
        'half of each': '(last_year_value + bg_nbd_value) / 2',
        'constant rate': 'constant_rate_value'
    }) }}
{% endmacro %}
