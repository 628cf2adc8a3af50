{#- What a limit of segments_name_words is multiplied with. -#}
{% macro word_scale() -%}
case words.measured_in
            when 'medians' then scales.overall_median
            when 'cycles' then scales.cycle_days
            when 'currency' then {{ customer_segments.currency_size() }}.0
            else 1.0
        end
{%- endmacro %}

{#- Whether a text holds a word, at the beginning of one of its own words. -#}
{% macro holds_word(text, word) -%}
instr(' ' || lower({{ text }}), ' ' || {{ word }}) > 0
{%- endmacro %}

{#- A feature, or the attribute that stands for it where a shop's data does not have it. -#}
{% macro feature_or_stand_in(feature) %}
    {%- set columns = ['members.' ~ feature] -%}
    {%- for attribute in customer_segments.attributes_of_type('numeric')
        if customer_segments.attribute_setting(attribute, 'stands_for', none) == feature -%}
        {%- do columns.append('members.' ~ attribute) -%}
    {%- endfor -%}
    {{ return('coalesce(' ~ columns | join(', ') ~ ')' if columns | length > 1 else columns[0]) }}
{% endmacro %}

{#- The share of a segment's customers of whom every word of its name must be true. -#}
{% macro smallest_true_share() %}{{ return(0.8) }}{% endmacro %}
