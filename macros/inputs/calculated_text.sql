{#-
  The result of a sum, difference, product or division of columns, exact to four decimals, as text in the
  input's own decimal mark. Null where nothing is stated: for a sum if every column is
  blank, for the others if the first is blank or, in a product or division, any. Where a column cannot
  be read the texts are kept side by side, so that the line is rejected for them.
-#}
{% macro calculated_text(form, texts, numbers, input) %}
    {%- set signs = {'sum': ' + ', 'difference': ' - ', 'product': ' * ', 'divide': ' / '} -%}
    {%- set blank, values = [], [] -%}
    {%- for text in texts -%}
        {%- set is_blank = "coalesce(trim(" ~ text ~ "), '') = ''" -%}
        {%- do blank.append(is_blank) -%}
        {%- do values.append(
            'case when ' ~ is_blank ~ ' then 0 else ' ~ numbers[loop.index0] ~ ' end'
            if form in ['sum', 'difference'] else numbers[loop.index0]
        ) -%}
    {%- endfor -%}
    {%- if form == 'divide' -%}
        {%- set result = 'round(cast(' ~ values[0] ~ ' as double) / nullif(cast(' ~ values[1] ~ ' as double), 0), 4)' -%}
    {%- elif form == 'product' -%}
        {%- set product = namespace(sql=values[0]) -%}
        {%- for value in values[1:] -%}
            {%- set product.sql = customer_segments.exact_product(product.sql, '(' ~ value ~ ')') -%}
        {%- endfor -%}
        {%- set result = product.sql -%}
    {%- else -%}
        {%- set result = 'cast(' ~ values | join(' as decimal(22, 4))' ~ signs[form] ~ 'cast(') ~ ' as decimal(22, 4))' -%}
    {%- endif -%}
    {%- set nothing = blank | join(' and ') if form == 'sum' else blank[0] if form == 'difference' else blank | join(' or ') -%}
    {%- set kept = [] -%}
    {%- for text in texts -%}{%- do kept.append("coalesce(trim(" ~ text ~ "), '')") -%}{%- endfor -%}
    {{ return(
        'case when ' ~ nothing ~ ' then null else coalesce(' ~ customer_segments.number_text(result, input) ~ ', '
        ~ kept | join(" || '" ~ signs[form] ~ "' || ") ~ ') end'
    ) }}
{% endmacro %}

{#- A number as text with four decimals, in the input's own decimal mark. -#}
{% macro number_text(number, input) %}
    {%- set text = 'cast(try_cast(' ~ number ~ ' as decimal(18, 4)) as string)' -%}
    {{ return("replace(" ~ text ~ ", '.', ',')" if customer_segments.input_setting(input, 'decimal') == 'comma' else text) }}
{% endmacro %}

{#- Text multiplied and divided by the constants of its mapping; as it is where it is no number. -#}
{% macro scaled_text(text, wanted, input) %}
    {%- set scaled = namespace(text=text) -%}
    {%- for modifier in ['multiplied_by', 'divided_by'] if modifier in wanted -%}
        {%- set factor = '%.10f' | format(wanted[modifier] if modifier == 'multiplied_by' else 1 / wanted[modifier]) -%}
        {%- set number = '(' ~ customer_segments.parse_money('trim(' ~ scaled.text ~ ')', input) | trim ~ ')' -%}
        {#- exact where the factor is a decimal number, as that of cents is -#}
        {%- set is_exact = modifier == 'multiplied_by' or (factor | float) * wanted[modifier] == 1 -%}
        {%- set result = customer_segments.exact_product(number, 'cast(' ~ factor ~ ' as decimal(18, 10))') if is_exact
            else 'round(cast(' ~ number ~ ' as double) / ' ~ wanted[modifier] ~ ', 4)' -%}
        {%- set scaled.text = 'coalesce(' ~ customer_segments.number_text(result, input) ~ ', ' ~ scaled.text ~ ')' -%}
    {%- endfor -%}
    {{ return(scaled.text) }}
{% endmacro %}

{#- Text, null where it is blank or a word for a missing value. -#}
{% macro filled_text(text) %}
    {{ return(
        "case when lower(trim(" ~ text ~ ")) not in ('', '-', 'null', 'n/a', '#n/a', 'na', 'nan', 'none', 'nil') then " ~ text ~ " end"
    ) }}
{% endmacro %}

{#- Text by a map of values, in any case; values that are not in the map stay, those mapped to nothing are unknown. -#}
{% macro translated_text(text, values) %}
    {%- set whens = [] -%}
    {%- for value, meaning in values.items() -%}
        {%- do whens.append(
            'when ' ~ customer_segments.quoted(value | string | trim | lower) ~ ' then '
            ~ (customer_segments.quoted(meaning) if meaning is not none and meaning != '' else 'null')
        ) -%}
    {%- endfor -%}
    {{ return("case lower(trim(" ~ text ~ ")) " ~ whens | join(' ') ~ ' else ' ~ text ~ ' end') }}
{% endmacro %}

{#- The number of a row in its file from 1 on, with the file's name where there are several files. -#}
{% macro row_number_text(input) %}
    {%- set number = 'cast(segments_row_number as string)' -%}
    {%- set files = customer_segments.input_files(input) if execute else [] -%}
    {{ return(customer_segments.file_name('segments_source_file') ~ " || '-' || " ~ number if files | length > 1 else number) }}
{% endmacro %}

{#- Whether a column of an input is the number of the row. -#}
{% macro numbers_rows(input) %}
    {%- for wanted in customer_segments.input_setting(input, 'columns').values() if wanted is mapping -%}
        {%- if 'row_number' in wanted -%}{{ return(true) }}{%- endif -%}
        {%- for element in wanted.get('first_of') or wanted.get('join') or [] -%}
            {%- if element is mapping and 'row_number' in element -%}{{ return(true) }}{%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(false) }}
{% endmacro %}

{#- The text after `from` with the number of each row in its file as segments_row_number. -#}
{% macro numbered_rows(source, input) %}
    {%- set is_file = customer_segments.input_kind(input) in ['csv', 'parquet'] -%}
    {%- set first = 'min(segments_place) over (partition by segments_source_file)' if is_file else '1' -%}
    {{ return(
        '(select *, segments_place - ' ~ first ~ ' + 1 as segments_row_number from (select *, row_number() over () as segments_place from '
        ~ source ~ ') as placed) as numbered'
    ) }}
{% endmacro %}
