{#-
  Text as an exact number, or null. The whole text must be plain digits, at most seven
  before the decimal mark, or digits in groups of three: try_cast would accept '1e3'
  and '0x1F', and two decimal marks are not guessed.
-#}
{% macro parse_number(text, input='transactions') -%}
{%- set comma = customer_segments.input_setting(input, 'decimal') == 'comma' -%}
{%- set group, mark = ('.', ',') if comma else (',', '.') -%}
case
    when {{ customer_segments.regex_matches(
        text, '[+-]?([0-9]{1,7}|[0-9]{1,3}([' ~ group ~ '][0-9]{3}){1,2})([' ~ mark ~ '][0-9]{0,12})?'
    ) }}
        then cast(replace(replace({{ text }}, '{{ group }}', ''), '{{ mark }}', '.') as decimal(18, 4))
end
{%- endmacro %}

{#- Money as an exact number, or null; the sign or code of the shop's currency is allowed. -#}
{% macro parse_money(text, input='transactions') -%}
{%- set code = var('segments_currency') | upper -%}
{%- set sign = {'GBP': '£', 'EUR': '€', 'USD': '[$]', 'JPY': '¥', 'CNY': '¥', 'INR': '₹', 'PLN': 'zł'}.get(code, code) -%}
{%- set home = '(' ~ sign ~ '|' ~ code ~ ')' -%}
{{ customer_segments.parse_number(
    "case when " ~ customer_segments.regex_matches(text, '[0-9.,+-]*') ~ " then " ~ text ~ " else "
    ~ customer_segments.replace_matches(text, '^([+-]?) *' ~ home ~ ' *|^([+-]?[0-9][0-9.,]*) *' ~ home ~ '$', '\\1\\3') ~ " end",
    input
) }}
{%- endmacro %}
