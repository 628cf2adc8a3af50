{#- A number between 0 and 1 from the hash of a text: the same on every run and engine. -#}
{% macro hash_share(text) %}(cast(('0x' || substr(md5({{ text }}), 1, 8)) as bigint) / 4294967296.0){% endmacro %}
