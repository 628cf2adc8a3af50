{#-
  How a customer's value can be predicted, with its SQL; of equally good methods the first is
  served. The last is the naive one, there to be beaten.
-#}
{% macro lifetime_methods() %}
    {{ return({
        'last year': 'last_year_value',
        'bg/nbd and gamma-gamma': 'bg_nbd_value',
        'half of each': '(last_year_value + bg_nbd_value) / 2',
        'constant rate': 'constant_rate_value'
    }) }}
{% endmacro %}
