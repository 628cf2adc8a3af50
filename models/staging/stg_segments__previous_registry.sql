-- One row per model version that was published before.
with

final as (
    select
        {%- for column, type in customer_segments.registry_columns() %}
        {{ customer_segments.previous_column('previous_registry', column, type) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    {{ customer_segments.input_from('previous_registry') }}
)

select * from final
