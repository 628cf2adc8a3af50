{#-
  The SQL that reads one canonical column of an input, as text; null if an
  optional column is not supplied. A mapping is a column's name, one of the forms of mapping_forms, or null for nothing.
-#}
{% macro mapped_column(input, canonical, columns) %}
    {%- set wanted = customer_segments.wanted_column(input, canonical, columns) -%}
    {%- if wanted is none -%}{{ return('cast(null as string)') }}{%- endif -%}
    {%- if wanted is string and columns and wanted | lower not in columns -%}
        {{ return('cast(null as string)') }}
    {%- endif -%}
    {{ return(customer_segments.form_text(wanted, input, columns)) }}
{% endmacro %}

{#-
  Every form of a mapping besides a column's name, with the fewest and the most elements of its list; none for
  a form without a list. A form may have the modifiers of mapping_modifiers beside it.
-#}
{% macro mapping_forms() %}
    {{ return({
        'column': none, 'constant': none, 'row_number': none, 'from_products': none,
        'join': [2, 6], 'first_of': [2, 6], 'sum': [2, 10], 'difference': [2, 10], 'product': [2, 4], 'divide': [2, 2]
    }) }}
{% endmacro %}

{% macro mapping_modifiers() %}{{ return(['values', 'multiplied_by', 'divided_by', 'as']) }}{% endmacro %}

{#- The form of a mapping: a key of mapping_forms, none for a column's name. -#}
{% macro mapping_form(wanted) %}
    {%- if wanted is mapping -%}
        {%- for form in customer_segments.mapping_forms() if form in wanted -%}{{ return(form) }}{%- endfor -%}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}

{#- A mapping or an element of one as text. -#}
{% macro form_text(wanted, input, columns) %}
    {%- if wanted is string -%}{{ return(customer_segments.column_text(wanted, columns)) }}{%- endif -%}
    {%- set form = customer_segments.mapping_form(wanted) -%}
    {%- set texts = [] -%}
    {%- set numbers = [] -%}
    {%- if form in customer_segments.mapping_forms() and customer_segments.mapping_forms()[form] -%}
        {%- for element in wanted[form] -%}
            {%- set text = customer_segments.form_text(element, input, columns) -%}
            {%- do texts.append(text) -%}
            {%- do numbers.append(customer_segments.parse_money('trim(' ~ text ~ ')', input) | trim) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if form == 'column' -%}
        {%- set text = customer_segments.column_text(wanted.column, columns) -%}
    {%- elif form == 'constant' -%}
        {%- set text = 'cast(' ~ customer_segments.quoted(wanted.constant) ~ ' as string)' -%}
    {%- elif form == 'row_number' -%}
        {%- set text = customer_segments.row_number_text(input) -%}
    {%- elif form == 'join' -%}
        {%- set text = texts | join(" || '-' || ") -%}
    {%- elif form == 'first_of' -%}
        {%- set filled = [] -%}
        {%- for text in texts -%}{%- do filled.append(customer_segments.filled_text(text)) -%}{%- endfor -%}
        {%- set text = 'coalesce(' ~ filled | join(', ') ~ ')' -%}
    {%- elif texts -%}
        {%- set text = customer_segments.calculated_text(form, texts, numbers, input) -%}
    {%- else -%}
        {{ return('cast(null as string)') }}
    {%- endif -%}
    {%- if wanted.get('values') -%}
        {%- set text = customer_segments.translated_text(text, wanted['values']) -%}
    {%- endif -%}
    {{ return(customer_segments.scaled_text(text, wanted, input)) }}
{% endmacro %}

{#- One column of the file as text. -#}
{% macro column_text(name, columns) %}
    {%- set real, type = columns[name | lower] if columns and name | lower in columns else (name, '') -%}
    {#- otherwise the text would be in the time zone of the machine -#}
    {%- if type in customer_segments.moment_types() -%}
        {{ return('(cast(' ~ customer_segments.utc_time(customer_segments.quoted_column(real)) ~ " as string) || 'Z')") }}
    {%- endif -%}
    {{ return('cast(' ~ customer_segments.quoted_column(real) ~ ' as string)') }}
{% endmacro %}

{#- The columns of the file that a mapping reads. -#}
{% macro columns_of_mapping(wanted) %}
    {%- if wanted is none -%}{{ return([]) }}{%- endif -%}
    {%- if wanted is string -%}{{ return([wanted]) }}{%- endif -%}
    {%- set form = customer_segments.mapping_form(wanted) -%}
    {%- set names = [wanted.column] if form == 'column' else [] -%}
    {%- if form in customer_segments.mapping_forms() and customer_segments.mapping_forms()[form] -%}
        {%- for element in wanted[form] -%}{%- do names.extend(customer_segments.columns_of_mapping(element)) -%}{%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{% endmacro %}

{#- A mapping as words. -#}
{% macro mapping_words(wanted) %}
    {%- if wanted is none -%}{{ return('nothing') }}{%- endif -%}
    {%- if wanted is string -%}{{ return(wanted) }}{%- endif -%}
    {%- set form = customer_segments.mapping_form(wanted) -%}
    {%- set between = {
        'join': ' and ', 'divide': ' divided by ', 'first_of': ', or else ', 'sum': ' plus ', 'difference': ' less ',
        'product': ' times '
    } -%}
    {%- set parts = [] -%}
    {%- if form in between -%}
        {%- for element in wanted[form] -%}{%- do parts.append(customer_segments.mapping_words(element)) -%}{%- endfor -%}
        {%- set words = parts | join(between[form]) -%}
    {%- else -%}
        {%- set words = wanted.column if form == 'column' else 'always ' ~ wanted.constant if form == 'constant'
            else 'the number of the row' if form == 'row_number' else 'the price in the products input' -%}
    {%- endif -%}
    {%- set words = words ~ (', divided by ' ~ wanted.divided_by if 'divided_by' in wanted else '')
        ~ (', multiplied by ' ~ wanted.multiplied_by if 'multiplied_by' in wanted else '') -%}
    {{ return(words ~ {'share': ', a share', 'per_cent': ', in per cent'}.get(wanted.get('as'), '')) }}
{% endmacro %}
