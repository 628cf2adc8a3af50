{#- A mapping has canonical columns, each with a name or one of the known forms. -#}
{% macro check_mapping(input) %}
    {%- set name = 'segments_inputs.' ~ input ~ '.columns' -%}
    {%- set columns = (var('segments_inputs')[input] or {}).get('columns') or {} -%}
    {%- set known = customer_segments.canonical_columns(input) -%}
    {%- if columns is not mapping -%}
        {%- do customer_segments.refuse(name, columns, 'a list of canonical name: your name') -%}
    {%- endif -%}
    {%- for canonical, wanted in columns.items() -%}
        {%- if canonical not in known -%}{%- do customer_segments.refuse_name(name, canonical, known) -%}{%- endif -%}
        {%- if wanted is not none -%}
            {%- do customer_segments.check_form(name ~ '.' ~ canonical, wanted, canonical, input) -%}
        {%- elif canonical in customer_segments.needed_columns(input) -%}
            {%- do customer_segments.refuse(name ~ '.' ~ canonical, wanted, 'a column, because it is needed') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- One mapping, or with depth 1 or 2 an element of one: a column's name, or a form with its modifiers. -#}
{% macro check_form(name, wanted, canonical, input, depth=0) %}
    {%- if wanted is string and wanted | trim -%}{{ return('') }}{%- endif -%}
    {%- set form = customer_segments.mapping_form(wanted) -%}
    {%- set known = customer_segments.mapping_forms().keys() | list + customer_segments.mapping_modifiers() -%}
    {%- if form is none or depth > 1 -%}
        {%- do customer_segments.refuse(
            name, wanted,
            'a column' if depth > 1 else
            'a column, or a form such as {join: [columns]}, {divide: [column, column]}, {constant: text}, {column: name, divided_by: 100}, '
            ~ '{sum: [columns]}, {first_of: [columns]} or, for unit_price, {from_products: true}; docs/inputs.md has them all'
        ) -%}
    {%- endif -%}
    {%- for key in wanted -%}
        {%- if key not in known -%}{%- do customer_segments.refuse_name(name, key, known) -%}{%- endif -%}
        {%- if key != form and key in customer_segments.mapping_forms() -%}
            {%- do customer_segments.refuse(name, wanted, 'one form only, ' ~ form ~ ' or ' ~ key) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set limits = customer_segments.mapping_forms()[form] -%}
    {%- set value = wanted[form] -%}
    {%- if limits -%}
        {%- if value is string or value is mapping or value is not sequence or not limits[0] <= value | length <= limits[1] -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ form, value,
                'a list of ' ~ (limits[0] if limits[0] == limits[1] else limits[0] ~ ' to ' ~ limits[1]) ~ ' columns'
            ) -%}
        {%- endif -%}
        {%- for element in value -%}
            {%- do customer_segments.check_form(name ~ '.' ~ form, element, none, input, depth + 1) -%}
        {%- endfor -%}
    {%- elif form == 'column' and not (value is string and value | trim) -%}
        {%- do customer_segments.refuse(name ~ '.column', value, 'the name of a column') -%}
    {%- elif form == 'constant' and not (value is string or value is number and value is not boolean) -%}
        {%- do customer_segments.refuse(name ~ '.constant', value, 'text or a number') -%}
    {%- elif form == 'row_number' and value is not sameas true -%}
        {%- do customer_segments.refuse(name ~ '.row_number', value, 'true') -%}
    {%- elif form == 'from_products' and not (value is sameas true and input == 'transactions' and canonical == 'unit_price') -%}
        {%- do customer_segments.refuse(name ~ '.from_products', value, 'true, for unit_price of transactions only') -%}
    {%- endif -%}
    {%- for modifier in customer_segments.mapping_modifiers() if modifier in wanted -%}
        {%- do customer_segments.check_modifier(name ~ '.' ~ modifier, modifier, wanted[modifier], canonical) -%}
    {%- endfor -%}
{% endmacro %}

{#- What stands beside a form: a map of values, a constant, or what a discount is stated as. -#}
{% macro check_modifier(name, modifier, value, canonical) %}
    {%- if modifier == 'as' -%}
        {%- if canonical != 'discount_amount' -%}
            {%- do customer_segments.refuse(name, value, 'nothing: only discount_amount is stated as something') -%}
        {%- endif -%}
        {%- do customer_segments.check_value(name, value, {'choices': ['amount', 'share', 'per_cent']}) -%}
    {%- elif modifier in ['divided_by', 'multiplied_by'] -%}
        {%- if value is not number or value is boolean or not 0.0000001 <= value <= 10000000 -%}
            {%- do customer_segments.refuse(name, value, 'a number from 0.0000001 to 10000000', is_text_wrong=true) -%}
        {%- endif -%}
    {%- else -%}
        {%- if value is not mapping or not value -%}
            {%- do customer_segments.refuse(name, value, 'a map of values such as {Male: M, Female: F}') -%}
        {%- endif -%}
        {%- set seen = [] -%}
        {%- for word, meaning in value.items() -%}
            {%- if word is boolean or not (word is string or word is number) or meaning is boolean
                or not (meaning is none or meaning is string or meaning is number) -%}
                {%- do customer_segments.refuse(name, {word: meaning}, 'text for text; put yes, no, true and false in quotes') -%}
            {%- elif word | string | trim | lower in seen -%}
                {%- do customer_segments.refuse(name, word, 'values that differ in more than case; this one stands twice') -%}
            {%- endif -%}
            {%- do seen.append(word | string | trim | lower) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
