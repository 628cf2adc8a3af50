{#- Text as an exact number of four decimals, or null. -#}
{% macro parse_number(text, input='transactions') -%}
cast({{ customer_segments.plain_number(text, input) }} as decimal(18, 4))
{%- endmacro %}

{#- Money as an exact number, or null; the sign or code of the shop's currency is allowed. -#}
{% macro parse_money(text, input='transactions') -%}
cast({{ customer_segments.plain_money(text, input) }} as decimal(18, 4))
{%- endmacro %}

{#-
  Text as plain digits with a decimal point, or null: at most 13 digits before the mark, one
  kind of separator between groups of digits, minus before, after or as parentheses. try_cast
  would accept '0x1F' and '1e3', and two decimal marks are not guessed. An exponent is read
  as programs write floating numbers (1e-05, 1.2e+15, 1.05E7), not as spreadsheets
  display them (1.05E+02), because those have lost digits.
-#}
{% macro plain_number(text, input='transactions') -%}
{%- set comma = customer_segments.input_setting(input, 'decimal') == 'comma' -%}
{%- set group, mark = ('[.]', ',') if comma else (',', '.') -%}
{%- set signed = customer_segments.with_plain_sign(text) -%}
{%- set indian = '' if comma else '|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}' -%}
{%- set grouped -%}
[0-9]{1,3}({{ group }}[0-9]{3})+{{ indian }}|[0-9]{1,3}([’`][0-9]{3})+|[0-9]{1,3}( [0-9]{3})+
{%- endset -%}
case
    when {{ customer_segments.regex_matches(text, '[+-]?[0-9]{1,13}' ~ ('' if comma else '([.][0-9]*)?')) }}
        then {{ text }}
    when {{ customer_segments.regex_matches(
        signed, '[+-]?([0-9]{1,13}|' ~ grouped ~ ')([' ~ mark ~ '][0-9]*)?|[+-]?[' ~ mark ~ '][0-9]+'
    ) }}
        and {{ customer_segments.regex_matches(signed, '([^0-9]*[0-9]){1,13}([^0-9]*|[' ~ mark ~ '][0-9]*)') }}
        then replace({{ customer_segments.replace_matches(signed, '[^0-9+' ~ mark ~ '-]', '') }}, ',', '.')
    when {{ customer_segments.regex_matches(signed, '[+-]?[0-9]([.][0-9]+)?(e-[0-9]{1,3}|e[+]0[0-9]|e[+]1[0-2])') }}
        or {{ customer_segments.regex_matches(signed, '[+-]?[0-9][.][0-9]+E(-[0-9]{1,3}|[0-9]|1[0-2])') }}
        then {{ signed }}
end
{%- endmacro %}

{#- Text with ordinary blanks and apostrophes, and a minus before the number: -12, −12, 12-, (12); 10.- is 10. -#}
{% macro with_plain_sign(text) -%}
{%- set plain = "translate(" ~ text ~ ", '\u00a0\u202f\u2009\u2007−–‐''', '    ---’')" -%}
{%- set no_dash = customer_segments.replace_matches(plain, '^(.*[0-9])[.,]--?$', '\\1') -%}
{{ customer_segments.replace_matches(no_dash, '^[(](.*)[)]$|^(.*[0-9]) *-$|^- +(.*)$', '-\\1\\2\\3') }}
{%- endmacro %}

{#- Money as plain digits with a decimal point, or null. -#}
{% macro plain_money(text, input='transactions') -%}
{%- set home = '(?:' ~ customer_segments.currency_signs() | join('|') ~ ')' -%}
{%- set blanks = '[ \u00a0\u202f]*' -%}
{{ customer_segments.plain_number(
    "case when " ~ customer_segments.regex_matches(text, '[0-9.,+-]*') ~ " then " ~ text ~ " else "
    ~ customer_segments.replace_matches(
        text, '(?i)^([(+−-]?)' ~ blanks ~ home ~ blanks ~ '|^(.*[0-9.,)-])' ~ blanks ~ home ~ '([)]?)$', '\\1\\2\\3'
    ) ~ " end",
    input
) }}
{%- endmacro %}

{#- The code of the shop's currency and the signs that mean it beside a number, as regular expressions. -#}
{% macro currency_signs() %}
    {%- set code = var('segments_currency') | upper -%}
    {%- set dollar = {'USD': 'US', 'CAD': 'CA?', 'AUD': 'AU?', 'NZD': 'NZ', 'SGD': 'S', 'HKD': 'HK', 'MXN': 'MXN?', 'TWD': 'NT'}.get(code) -%}
    {%- set signs = {
        'GBP': ['£'], 'EUR': ['€'], 'JPY': ['[¥￥]', '円'], 'CNY': ['[¥￥]', '元', 'RMB'], 'INR': ['₹', 'Rs[.]?'], 'PLN': ['zł'],
        'BRL': ['R[$]'], 'CHF': ['S?Fr[.]?'], 'SEK': ['kr[.]?'], 'NOK': ['kr[.]?'], 'DKK': ['kr[.]?'], 'CZK': ['Kč'], 'HUF': ['Ft'],
        'RUB': ['₽', 'руб[.]?'], 'UAH': ['₴'], 'TRY': ['₺', 'TL'], 'KRW': ['₩', '원'], 'VND': ['₫', 'đ'], 'IDR': ['Rp[.]?'],
        'THB': ['฿'], 'ILS': ['₪'], 'PHP': ['₱'], 'NGN': ['₦'], 'ZAR': ['R'], 'MYR': ['RM'], 'RON': ['lei'],
        'ARS': ['[$]'], 'CLP': ['[$]'], 'COP': ['[$]']
    }.get(code, ['(?:' ~ dollar ~ ')?[$]'] if dollar else []) -%}
    {{ return([code] + signs) }}
{% endmacro %}
