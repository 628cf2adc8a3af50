{#- A number between 0 and 1 from the hash of a text: the same on every run and engine. -#}
{% macro hash_share(text) %}{{ return(adapter.dispatch('hash_share', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__hash_share(text) %}(cast(('0x' || substr(md5({{ text }}), 1, 8)) as bigint) / 4294967296.0){% endmacro %}
{% macro spark__hash_share(text) %}(cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as double) / 4294967296D){% endmacro %}
