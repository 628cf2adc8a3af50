{#- The customer attributes of a type, in order of their names. -#}
{% macro attributes_of_type(type) %}
    {%- set found = [] -%}
    {%- for attribute in customer_segments.customer_attributes() -%}
        {%- if var('segments_customer_attributes')[attribute]['type'] == type -%}{%- do found.append(attribute) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- One setting of a customer attribute. -#}
{% macro attribute_setting(attribute, name, otherwise) %}
    {{ return(var('segments_customer_attributes')[attribute].get(name, otherwise)) }}
{% endmacro %}

{#-
  The numbers that encode attributes: a numeric one is its value and a missing indicator, an ordered
  one its place from 1 on and that indicator, a categorical one is an indicator per common level (education__1 is the most frequent).
-#}
{% macro attribute_features() %}
    {%- set found = [] -%}
    {%- for attribute in customer_segments.attributes_of_type('numeric') + customer_segments.attributes_of_type('ordered') -%}
        {%- do found.extend([attribute, attribute ~ '__is_missing']) -%}
    {%- endfor -%}
    {%- for attribute in customer_segments.attributes_of_type('categorical') -%}
        {%- for code in range(1, customer_segments.attribute_setting(attribute, 'levels', 5) + 1) -%}
            {%- do found.append(attribute ~ '__' ~ code) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
