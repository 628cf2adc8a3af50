{#- The name of a file without its folders. -#}
{% macro file_name(path) %}{{ return(adapter.dispatch('file_name', 'customer_segments')(path)) }}{% endmacro %}
{% macro default__file_name(path) %}parse_filename({{ path }}){% endmacro %}
{% macro spark__file_name(path) %}substring_index({{ path }}, '/', -1){% endmacro %}

{#- Text with letters and their accents as one character; Spark has no function for it and leaves the text as it is. -#}
{% macro composed(text) %}{{ return(adapter.dispatch('composed', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__composed(text) %}nfc_normalize({{ text }}){% endmacro %}
{% macro spark__composed(text) %}{{ text }}{% endmacro %}

{#- The words between the blanks of a text, as a list. -#}
{% macro words_of(text) %}{{ return(adapter.dispatch('words_of', 'customer_segments')(text)) }}{% endmacro %}
{% macro default__words_of(text) %}string_split({{ text }}, ' '){% endmacro %}
{% macro spark__words_of(text) %}split({{ text }}, ' '){% endmacro %}
