{#- The public id of a segment: S00 for customers without orders, S01 and on for clusters. -#}
{% macro segment_id(rank) %}'S' || lpad(cast({{ rank }} as string), 2, '0'){% endmacro %}
