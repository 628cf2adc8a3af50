{#- True where text is a band of numbers, such as 45-54, 65+, Under 15K or 35-49K; also where it is a number. -#}
{% macro is_band(text) %}
    {%- set sign = '[€$£¥]?' -%}
    {%- set number = sign ~ ' *[0-9][0-9.,]* *(k|m|tsd|thousand|million)?[.]? *' ~ sign -%}
    {%- set before = '(under|below|less than|up to|over|above|more than|from|unter|bis|bis zu|über|mehr als|ab|moins de|plus de|jusqu.à|menos de|más de|hasta|meno di|più di|fino a|<=?|>=?|≤|≥)?' -%}
    {%- set after = '( *([+]|years?|yrs?|jahre|ans|años|anni|(and|or) (over|above|older|more|under|below|less|younger)|und (mehr|älter)|et plus|y más|e oltre))*' -%}
    {{ return('coalesce(' ~ customer_segments.regex_matches(
        'lower(trim(' ~ text ~ '))',
        before ~ ' *' ~ number ~ '( *(-|–|—|to|until|bis|à|a) *' ~ number ~ ')?' ~ after
    ) ~ ', false)') }}
{% endmacro %}

{#- Where a band begins, as a number to order bands by; what lies under a limit comes before what begins there. -#}
{% macro band_start(text, input) %}
    {%- set plain = 'lower(trim(' ~ text ~ '))' -%}
    {%- set first = "regexp_extract(" ~ plain ~ ", '[0-9][0-9.,]*')" -%}
    {%- set comma = customer_segments.input_setting(input, 'decimal') == 'comma' -%}
    {%- set digits = "replace(replace(" ~ first ~ ", '.', ''), ',', '.')" if comma else "replace(" ~ first ~ ", ',', '')" -%}
    {%- set thousand, million = '(k|tsd|thousand)', '(m|million)([^a-z].*)?' -%}
    {{ return(
        'case when ' ~ customer_segments.is_band(text) ~ " then try_cast(" ~ digits ~ " as double) * case when "
        ~ customer_segments.regex_matches(plain, '[^0-9]*[0-9][0-9.,]* *' ~ thousand ~ '.*') ~ ' then 1000 when '
        ~ customer_segments.regex_matches(plain, '[^0-9]*[0-9][0-9.,]* *' ~ million) ~ ' then 1000000 when '
        ~ customer_segments.regex_matches(plain, '.*[0-9] *' ~ thousand ~ '.*') ~ ' then 1000 when '
        ~ customer_segments.regex_matches(plain, '.*[0-9] *' ~ million) ~ ' then 1000000 else 1 end - case when '
        ~ customer_segments.regex_matches(plain, '(under|below|less|up to|unter|bis|moins|jusqu|menos|hasta|meno|fino|<|≤).*')
        ~ ' then 0.5 else 0 end end'
    ) }}
{% endmacro %}

{#-
  The place of a level among those of an ordered attribute: in its list of levels, in any case, or by
  where its band begins; null for other texts.
-#}
{% macro level_place(attribute, text) %}
    {%- set levels = customer_segments.attribute_setting(attribute, 'levels', none) -%}
    {%- if levels is none -%}{{ return(customer_segments.band_start(text, 'customers')) }}{%- endif -%}
    {%- set whens = [] -%}
    {%- for level in levels -%}
        {%- do whens.append('when ' ~ customer_segments.quoted(level | string | trim | lower) ~ ' then ' ~ loop.index) -%}
    {%- endfor -%}
    {{ return('case lower(trim(' ~ text ~ ')) ' ~ whens | join(' ') ~ ' end') }}
{% endmacro %}

{#- What spellings of a gender have in common: male, female, or the word in lower case; null for words that mean unknown. -#}
{% macro gender_meant(text) %}
    {%- set words = {
        'female': ['f', 'fem', 'female', 'w', 'woman', 'women', 'weiblich', 'frau', 'femme', 'féminin', 'mujer', 'femenino', 'donna',
            'femmina', 'vrouw', 'feminino', 'girl'],
        'male': ['m', 'male', 'man', 'men', 'männlich', 'mann', 'herr', 'homme', 'masculin', 'hombre', 'masculino', 'uomo', 'maschio', 'boy'],
        none: ['', '-', '?', 'n/a', '#n/a', 'na', 'nan', 'null', 'none', 'unknown', 'undefined', 'unspecified', 'not specified', 'not stated',
            'undisclosed', 'prefer not to say', 'unbekannt', 'keine angabe', 'inconnu', 'desconocido', 'sconosciuto', 'onbekend']
    } -%}
    {%- set whens = [] -%}
    {%- for meaning, spellings in words.items() -%}
        {%- do whens.append(
            'when lower(trim(' ~ text ~ ')) in (' ~ customer_segments.quoted_list(spellings) ~ ') then '
            ~ (customer_segments.quoted(meaning) if meaning else 'null')
        ) -%}
    {%- endfor -%}
    {{ return('case ' ~ whens | join(' ') ~ ' else lower(trim(' ~ text ~ ')) end') }}
{% endmacro %}
