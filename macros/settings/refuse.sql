{#- Ends the run with one sentence about a setting. is_text_wrong: a number or true in quotes is said to be text. -#}
{% macro refuse(name, value, wanted, is_text_wrong=false) %}
    {%- set said = customer_segments.shown(value) -%}
    {%- set is_quoted = is_text_wrong and value is string and modules.re.fullmatch('(?i)true|false|yes|no|null|[0-9.,e+-]+', value) -%}
    {%- if is_quoted -%}{%- set said = "the text '" ~ said ~ "'" -%}{%- endif -%}
    {%- do customer_segments.stop(
        customer_segments.shown(name) ~ ' is ' ~ said ~ '; set it to ' ~ wanted
        ~ (' without quotes' if is_quoted else '') ~ '.'
    ) -%}
{% endmacro %}

{#- Ends the run at a name that is not known, with the nearest that is; place is the setting it stands in, none for a setting. -#}
{% macro refuse_name(place, name, known) %}
    {%- set near = customer_segments.nearest_name(name, known) -%}
    {%- set input = modules.re.fullmatch('segments?_(transactions|customers|products|campaign_contacts|orders|payments)(_columns)?', name | string) -%}
    {%- if input and place is none -%}
        {%- set near = 'segments_inputs: {' ~ input.group(1) ~ ': {from: <your file>, columns: {...}}}' -%}
    {%- endif -%}
    {%- do customer_segments.stop(
        (place ~ '.' if place else '') ~ customer_segments.shown(name) ~ ' is no setting'
        ~ ('; did you mean ' ~ near ~ '?' if near else '.')
        ~ (' Every setting is listed in dbt_project.yml of customer_segments.' if place is none
            else ' Known are ' ~ (known | join(', '))[:400] ~ '.')
    ) -%}
{% endmacro %}

{#- A value as it is shown in a sentence: in one line of at most 200 characters. -#}
{% macro shown(value) %}
    {%- if value is none -%}{{ return('null') }}{%- endif -%}
    {%- if value is boolean -%}{{ return('true' if value else 'false') }}{%- endif -%}
    {%- set text = modules.re.sub('[^\\x20-\\x7e\\xa1-\\u2027\\u202a-\\uffff]', ' ', value[:400] if value is string else value | string) -%}
    {{ return(text if text | length <= 200 else text[:197] ~ '...') }}
{% endmacro %}

{#-
  Ends the run with one sentence. dbt follows a compiler error with a line for every macro
  on the way to it, and this kind of error with none.
-#}
{% macro stop(sentence) %}{{ exceptions.raise_dependency_error(sentence) }}{% endmacro %}
