{#- Yeo and Johnson's power transform (Biometrika 87, 2000) of a double, with a fitted exponent. -#}
{% macro yeo_johnson(number, exponent) -%}
case
            when {{ number }} < 0 and {{ exponent }} = 2 then -ln(1 - {{ number }})
            when {{ number }} < 0
                then -(power(1 - {{ number }}, 2 - {{ exponent }}) - 1) / (2 - {{ exponent }})
            when {{ exponent }} = 0 then ln(1 + {{ number }})
            else (power(1 + {{ number }}, {{ exponent }}) - 1) / {{ exponent }}
        end
{%- endmacro %}

{#- The inverse of Yeo and Johnson's transform. -#}
{% macro undo_yeo_johnson(number, exponent) -%}
case
                when {{ number }} < 0 and {{ exponent }} = 2 then 1 - exp(-{{ number }})
                when {{ number }} < 0
                    then 1 - power(1 - (2 - {{ exponent }}) * {{ number }}, 1 / (2 - {{ exponent }}))
                when {{ exponent }} = 0 then exp({{ number }}) - 1
                else power(1 + {{ exponent }} * {{ number }}, 1 / {{ exponent }}) - 1
            end
{%- endmacro %}
