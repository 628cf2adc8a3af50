{#-
  The CTEs holm_steps and a second one with corrected_p_value, by Holm (1979): the smallest p-value times the
  number of tests of its family, the next times one fewer, and none below the one before it.
-#}
{% macro holm_corrected(source, name, family, key) -%}
{%- set of_family = 'partition by ' ~ family -%}
holm_steps as (
    select
        *,
        p_value * (
            count(p_value) over ({{ of_family }}) + 1
            - row_number() over ({{ of_family }} order by p_value nulls last, {{ key }})
        ) as step_p_value
    from {{ source }}
),

{{ name }} as (
    select
        *,
        case
            when p_value is not null
                then least(1, max(step_p_value) over ({{ of_family }} order by p_value nulls last, {{ key }}))
        end as corrected_p_value
    from holm_steps
)
{%- endmacro %}
