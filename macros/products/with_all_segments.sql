{#- Counts per segment, and summed over the segments under the name all. -#}
{% macro with_all_segments(relation, keys, counts) -%}
select * from {{ relation }}
    union all
    select
        'all' as segment_id,
        {% for key in keys -%}
        {{ key }},
        {% endfor -%}
        {% for count in counts -%}
        cast(sum({{ count }}) as bigint) as {{ count }}{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ relation }}
    {% if keys -%}
    group by {{ keys | join(', ') }}
    {% endif -%}
    having count(*) > 0
{%- endmacro %}
