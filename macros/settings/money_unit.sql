{#- A blank and the currency, to be put behind an amount in a sentence; nothing where it is XXX, the ISO code for none. -#}
{% macro money_unit() %}
    {{- return('' if var('segments_currency') | upper == 'XXX' else ' ' ~ var('segments_currency')) -}}
{% endmacro %}
