{#- Text in Unicode composed form (NFC), so that equal letters are equal bytes. -#}
{% macro composed(text) %}nfc_normalize({{ text }}){% endmacro %}
