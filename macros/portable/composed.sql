{#- Text in Unicode's composed form, so that equal letters are equal bytes. -#}
{% macro composed(text) %}nfc_normalize({{ text }}){% endmacro %}
