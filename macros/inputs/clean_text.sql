{#-
  Text without control, zero-width and direction marks, runs of blanks and blanks around it,
  letters composed; null if nothing is left.
-#}
{% macro clean_text(text) -%}
nullif(trim(
    case
        when {{ customer_segments.regex_matches(text, '[!-~]*( [!-~]+)*') }} then {{ text }}
        else {{ customer_segments.composed(customer_segments.replace_matches(
            customer_segments.replace_matches(
                text, '[\u200b-\u200f\u202a-\u202e\u2060\ufeff]|[\\x00-\\x08\\x0e-\\x1f\\x7f]', ''
            ), '[\\s\u00a0]+', ' '
        )) }}
    end
), '')
{%- endmacro %}
