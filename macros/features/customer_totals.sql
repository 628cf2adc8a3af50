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
{% if not by_customer %}
order_days as (
    select cast(ordered_at as date) as order_date
    from running_totals
    union distinct
    select cast(next_ordered_at as date) as order_date
    from running_totals
),
{% endif %}
{{ customer_segments.totals_on_dates('totals', 'as_of_dates', 'as_of_date', ['is_current'], by_customer) }},

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

{{ customer_segments.totals_on_dates('earlier_rows', 'earlier_dates', 'earlier_date', ['days'], by_customer) }},

earlier_totals as (
    select
        as_of_date,
        customer_id,
        {%- for days in [90, 180, 365] %}
        max(case when days = {{ days }} then order_count end) as order_count_{{ days }}_days_before,
        max(case when days = {{ days }} then purchased_amount end) as purchased_amount_{{ days }}_days_before,
        {%- endfor %}
        count(*) as row_count
    from earlier_rows
    where order_count > 0
    group by as_of_date, customer_id
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


{#-
  CTEs, the last of them called name: the running totals that hold on some dates, with those dates and some of
  their columns. The dates are numbered, and a total gets the numbers of those between its order and the
  next one: a join of every total with every date by its range costs twice as much.
-#}
{% macro totals_on_dates(name, dates, date, columns, by_customer) -%}
{%- if not by_customer -%}
{{ name }}_dates as (
    select
        *,
        row_number() over (order by {{ date }}, as_of_date) as date_number
    from {{ dates }}
),

{{ name }}_passed as (
    select
        order_days.order_date,
        cast(sum(case when {{ dates }}.{{ date }} <= order_days.order_date then 1 else 0 end) as bigint) as passed
    from order_days
    cross join {{ dates }}
    group by order_days.order_date
),

{{ name }}_spread as (
    select
        running_totals.*,
        {{ customer_segments.unnested(customer_segments.whole_numbers('before.passed + 1', 'after.passed')) }}
            as date_number
    from running_totals
    inner join {{ name }}_passed as before on cast(running_totals.ordered_at as date) = before.order_date
    inner join {{ name }}_passed as after on cast(running_totals.next_ordered_at as date) = after.order_date
    where before.passed < after.passed
),

{% endif -%}
{{ name }} as (
    select
        dates.as_of_date,
        {%- for column in columns %}
        dates.{{ column }},
        {%- endfor %}
        running_totals.*
    {%- if by_customer %}
    from running_totals
    inner join {{ dates }} as dates
        on
            running_totals.customer_id = dates.customer_id
            and running_totals.ordered_at < dates.{{ date }}
            and running_totals.next_ordered_at >= dates.{{ date }}
            and dates.as_of_date between running_totals.valid_from and running_totals.valid_to
    {%- else %}
    from {{ name }}_spread as running_totals
    inner join {{ name }}_dates as dates
        on
            running_totals.date_number = dates.date_number
            and dates.as_of_date between running_totals.valid_from and running_totals.valid_to
    {%- endif %}
)
{%- endmacro %}
