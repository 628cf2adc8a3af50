{#-
  Figures of a table that change with any value: rows, labels and each column of doubles. A label is a number
  from 0 to 1 that a row has by its other columns; a double counts once, and once more by the label of its row, so
  that values which change places are seen.
-#}
{% macro figures_of(relation, name) -%}
{%- set doubles = [] -%}
{%- set others = [] -%}
{%- for column in (adapter.get_columns_in_relation(relation) if execute else []) -%}
    {%- do (doubles if column.dtype | lower == 'double' else others).append(column.name) -%}
{%- endfor -%}
{%- set label %}hash(concat_ws('|', ''{% for column in others %}, coalesce(cast({{ column }} as string), '~'){% endfor %})) % 1000003 / 1000003.0{% endset -%}
    select
        '{{ name }}' as table_name,
        'rows' as figure,
        cast(count(*) as double) as figure_value
    from {{ relation }}
    union all
    select
        '{{ name }}',
        'labels',
        round(sum({{ label }}), 6)
    from {{ relation }}
    {%- for column in doubles %}
    union all
    select
        '{{ name }}',
        '{{ column }}',
        sum({{ column }} * (1 + {{ label }}))
    from {{ relation }}
    {%- endfor %}
{%- endmacro %}
