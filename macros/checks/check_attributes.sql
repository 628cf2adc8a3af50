{#- Every customer attribute has a plain name, a type, and a number of levels that is possible. -#}
{% macro check_attributes() %}
    {%- set name = 'segments_customer_attributes' -%}
    {%- set attributes = var(name) or {} -%}
    {%- if attributes is not mapping -%}
        {%- do customer_segments.refuse(name, attributes, 'a list of attributes by name') -%}
    {%- endif -%}
    {%- set taken = customer_segments.customer_measures() + ['customer_id', 'birth_date', 'age', 'gender', 'income', 'city', 'region', 'country'] -%}
    {%- for attribute, settings in attributes.items() -%}
        {%- if not modules.re.fullmatch('[a-z][a-z0-9_]{0,40}', attribute | string) or '__' in attribute or attribute in taken -%}
            {%- do customer_segments.refuse(
                name, attribute, 'a name of lower-case letters, digits and single _ that no other column has'
            ) -%}
        {%- endif -%}
        {%- if settings is not mapping or settings.get('type') not in ['numeric', 'categorical'] -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ attribute ~ '.type', settings.get('type') if settings is mapping else settings, 'numeric or categorical'
            ) -%}
        {%- endif -%}
        {%- set known_from = settings.get('known_from', '2000-01-01') -%}
        {%- if known_from is not string or not modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', known_from) -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ attribute ~ '.known_from', known_from, 'a date in quotes such as "2025-01-31"'
            ) -%}
        {%- endif -%}
        {%- set stands_for = settings.get('stands_for', 'net_amount') -%}
        {%- if stands_for not in customer_segments.order_features() or settings.get('type') != 'numeric' and 'stands_for' in settings -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ attribute ~ '.stands_for', stands_for, 'a feature of orders such as net_amount, of a numeric attribute'
            ) -%}
        {%- endif -%}
        {%- set levels = settings.get('levels', 5) -%}
        {%- if levels is boolean or levels is not integer or levels < 1 or levels > 20 -%}
            {%- do customer_segments.refuse(name ~ '.' ~ attribute ~ '.levels', levels, 'a whole number from 1 to 20') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
