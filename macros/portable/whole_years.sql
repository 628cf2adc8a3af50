{#- Whole years from one date to a later one: an age in years. -#}
{% macro whole_years(first_date, second_date) -%}
(
    extract(year from {{ second_date }}) - extract(year from {{ first_date }})
    - case
        when
            100 * extract(month from {{ second_date }}) + extract(day from {{ second_date }})
            < 100 * extract(month from {{ first_date }}) + extract(day from {{ first_date }})
            then 1
        else 0
    end
)
{%- endmacro %}
