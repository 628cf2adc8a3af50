{#- The gain of a hit at a rank from 1 to 10, 1 / log2(rank + 1), to nine digits: sums are exact. -#}
{% macro rank_discount(rank) -%}
case {{ rank }}
            {%- for discount in customer_segments.rank_discounts() %}
            when {{ loop.index }} then {{ discount }}
            {%- endfor %}
        end
{%- endmacro %}

{#- The ideal gain of so many relevant products. -#}
{% macro best_discount(count) -%}
case least({{ count }}, 10)
            {%- for discount in customer_segments.rank_discounts() %}
            when {{ loop.index }}
                then {{ customer_segments.rank_discounts()[:loop.index] | join(' + ') }}
            {%- endfor %}
        end
{%- endmacro %}

{% macro rank_discounts() %}
    {{ return([
        '1.000000000', '0.630929754', '0.500000000', '0.430676558', '0.386852807',
        '0.356207187', '0.333333333', '0.315464877', '0.301029996', '0.289064826'
    ]) }}
{% endmacro %}
