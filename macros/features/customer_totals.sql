{#-
  A query for every customer's totals to a date and of the days before it: one row per as-of date and
  customer with an earlier order. dates: a relation with as_of_date and is_current; by_customer: it also has
  customer_id, and only the customers named for a date are measured. The same text measures all customers at
  month ends and single customers on the day of a contact.
-#}
{% macro customer_totals(dates, by_customer=false) %}
with

as_of_dates as (
    select * from {{ dates }}
),

running_totals as (
    select * from {{ ref('int_segments__running_totals') }}
),

totals as (
    select
        as_of_dates.as_of_date,
        as_of_dates.is_current,
        running_totals.*
    from running_totals
    inner join as_of_dates
        on
            running_totals.ordered_at < as_of_dates.as_of_date
            and running_totals.next_ordered_at >= as_of_dates.as_of_date
            and as_of_dates.as_of_date between running_totals.valid_from and running_totals.valid_to
            {%- if by_customer %}
            and running_totals.customer_id = as_of_dates.customer_id
            {%- endif %}
),

-- the totals some days before: the difference is the window of those days
days_back as (
    select 90 as days
    union all
    select 180 as days
    union all
    select 365 as days
),

earlier_dates as (
    select
        as_of_dates.as_of_date,
        {%- if by_customer %}
        as_of_dates.customer_id,
        {%- endif %}
        days_back.days,
        {{ customer_segments.add_days('as_of_dates.as_of_date', '-days_back.days') }} as earlier_date
    from as_of_dates
    cross join days_back
),

earlier_totals as (
    select
        earlier_dates.as_of_date,
        running_totals.customer_id,
        {%- for days in [90, 180, 365] %}
        max(case when earlier_dates.days = {{ days }} then running_totals.order_count end)
            as order_count_{{ days }}_days_before,
        max(case when earlier_dates.days = {{ days }} then running_totals.purchased_amount end)
            as purchased_amount_{{ days }}_days_before,
        {%- endfor %}
        count(*) as row_count
    from running_totals
    inner join earlier_dates
        on
            running_totals.ordered_at < earlier_dates.earlier_date
            and running_totals.next_ordered_at >= earlier_dates.earlier_date
            and earlier_dates.as_of_date between running_totals.valid_from and running_totals.valid_to
            {%- if by_customer %}
            and running_totals.customer_id = earlier_dates.customer_id
            {%- endif %}
    where running_totals.order_count > 0
    group by earlier_dates.as_of_date, running_totals.customer_id
),

final as (
    select
        totals.*,
        {%- for days in [90, 180, 365] %}
        totals.order_count - coalesce(earlier_totals.order_count_{{ days }}_days_before, 0)
            as orders_last_{{ days }}_days,
        totals.purchased_amount - coalesce(earlier_totals.purchased_amount_{{ days }}_days_before, 0)
            as sales_last_{{ days }}_days,
        {%- endfor %}
        {{ customer_segments.days_between('totals.last_order_date', 'totals.as_of_date') }}
            as days_since_last_order,
        {{ customer_segments.days_between('totals.first_order_date', 'totals.as_of_date') }} as tenure_days
    from totals
    left join earlier_totals
        on
            totals.as_of_date = earlier_totals.as_of_date
            and totals.customer_id = earlier_totals.customer_id
)

select * from final
{%- endmacro %}
