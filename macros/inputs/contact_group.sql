{#- The group of a contact as treatment or control, from known synonyms; null for other words. -#}
{% macro contact_group(text) -%}
case
    when lower({{ text }}) in ('treatment', 'treated', 'treat', 'test', 'target', 'exposed', 'contacted') then 'treatment'
    when lower({{ text }}) in ('control', 'holdout', 'hold-out', 'held out', 'untreated', 'not contacted') then 'control'
end
{%- endmacro %}
