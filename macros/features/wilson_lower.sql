{#- The lower end of the 95 % Wilson interval of a share. -#}
{% macro wilson_lower(successes, trials) -%}
(
            {{ customer_segments.divide(successes, trials) }}
            + 1.9208 / {{ trials }}
            - {{ customer_segments.z_score_95() }} * sqrt(
                (
                    {{ customer_segments.divide(successes, trials) }}
                    * (1 - {{ customer_segments.divide(successes, trials) }})
                    + 0.9604 / {{ trials }}
                ) / {{ trials }}
            )
        ) / (1 + 3.8416 / {{ trials }})
{%- endmacro %}
