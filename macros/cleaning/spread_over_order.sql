{#-
  The CTE spread: the part of each line in the money of its order, by its weight. Parts are whole
  cents, or hundredths of them where the money of the order is finer, and add up
  exactly: what is left over goes to the largest remainders.
-#}
{% macro spread_over_order(kinds, source) -%}
measured as (
    select
        *,
        sum(line_weight) over (partition by order_id) as order_weight
        {%- for kind in kinds %},
        case when round({{ kind }}, 2) = {{ kind }} then 100 else 10000 end as {{ kind }}_scale
        {%- endfor %}
    from {{ source }}
),

cut as (
    select
        *
        {%- for kind in kinds %},
        {{ customer_segments.whole_number_of('cast(abs(' ~ kind ~ ') as decimal(22, 4)) * ' ~ kind ~ '_scale') }} as {{ kind }}_units,
        {{ customer_segments.whole_number_of('cast(abs(' ~ kind ~ ') as decimal(22, 4)) * ' ~ kind ~ '_scale') }} * line_weight as {{ kind }}_share
        {%- endfor %}
    from measured
),

placed as (
    select
        *
        {%- for kind in kinds %},
        {{ kind }}_units
        - sum({{ customer_segments.whole_quotient(kind ~ '_share', 'order_weight') }})
            over (partition by order_id) as {{ kind }}_left,
        row_number() over (
            partition by order_id order by {{ kind }}_share % order_weight desc, line_weight desc, product_id, line_id
        ) as {{ kind }}_rank
        {%- endfor %}
    from cut
),

spread as (
    select
        line_id
        {%- for kind in kinds %},
        cast(
            sign({{ kind }}) * cast(
                {{ customer_segments.whole_quotient(kind ~ '_share', 'order_weight') }}
                + case when {{ kind }}_rank <= {{ kind }}_left then 1 else 0 end
                as decimal(18, 0)
            ) * case {{ kind }}_scale when 100 then 0.01 else 0.0001 end
            as decimal(18, 4)
        ) as {{ kind }}_part
        {%- endfor %}
    from placed
)
{%- endmacro %}

{#- The discount of an order as money: stated, or its share of the money of the lines. -#}
{% macro order_discount(gross, number) %}
    {%- if customer_segments.discount_as('orders') == 'amount' -%}{{ return('coalesce(' ~ number ~ ', 0)') }}{%- endif -%}
    {{ return('cast(coalesce(round(' ~ customer_segments.exact_product(gross, number) ~ ', 2), 0) as decimal(18, 4))') }}
{% endmacro %}

{#- What a partial refund returns of the quantity or the cost of a line: all of it, where all of the money. -#}
{% macro part_refunded(column) %}
    {{ return(
        'case when refunded_part >= line_amount then -' ~ column ~ ' else cast(round(-cast(' ~ column
        ~ ' as double) * cast(refunded_part as double) / cast(line_amount as double), 4) as decimal(18, 4)) end'
    ) }}
{% endmacro %}
