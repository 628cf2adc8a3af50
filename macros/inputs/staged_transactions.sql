{#-
  The canonical columns of the order lines, typed and as text. is_changed_only: of the customers whose lines changed;
  conventions of the whole input, such as the form of its dates, come from all lines.
-#}
{% macro staged_transactions(is_changed_only=false) -%}
{%- set price = customer_segments.input_setting('transactions', 'columns').get('unit_price') %}
with

lines as (
    select
        raw_lines.*,
        {{ customer_segments.order_columns() | indent(8) }}
    from {{ ref('stg_segments__raw_transactions') }} as raw_lines
    {%- if customer_segments.has_orders() %}
    left join {{ ref('stg_segments__orders') }} as orders
        on {{ customer_segments.clean_text('raw_lines.order_id') }} = orders.order_id
    {%- endif %}
    {%- if is_changed_only %}
    where {{ customer_segments.is_of_changed_customer() | indent(4) }}
    {%- endif %}
),

-- a column of nothing but a spreadsheet's day numbers is one of dates
date_forms as (
    {%- if is_changed_only %}
    select are_serials from {{ ref('int_segments__build_settings') }}
    {%- else %}
    select
        {{ customer_segments.are_days_numbers() }} as are_serials
    from {{ ref('stg_segments__raw_transactions') }}
    where malformed_row is null and not is_repeated_header and trim(ordered_at) != ''
    {%- endif %}
),

listed_prices as (
    select
        upper({{ customer_segments.clean_text('product_id') }}) as product_id,
        min({{ customer_segments.parse_money('trim(unit_price)') }}) as unit_price
    from {{ ref('stg_segments__raw_products') }}
    where {{ 'true' if price is mapping and 'from_products' in price else 'false' }}
    group by upper({{ customer_segments.clean_text('product_id') }})
),

dated_lines as (
    select
        lines.*,
        date_forms.are_serials
    from lines
    cross join date_forms
),

typed as (
    select
        *,
        {{ customer_segments.repair_text('product_name') }} as repaired_name,
        {{ customer_segments.clean_text('order_id') }} as order_key,
        coalesce({{ customer_segments.clean_customer_id('customer_id') }}, order_customer_id) as customer_key,
        {{ customer_segments.product_key() }} as product_key,
        {{ customer_segments.quantity_number() }} as quantity_number,
        {{ customer_segments.plain_money('trim(unit_price)') }} as price_digits,
        {{ customer_segments.discount_number('discount_amount') }} as discount_number,
        {{ customer_segments.parse_money('trim(line_amount)') }} as amount_number,
        {{ customer_segments.parse_money('trim(cost)') }} as cost_number,
        case
            when coalesce(trim(ordered_at), '') = '' then order_ordered_at
            when are_serials
                then {{ customer_segments.parse_timestamp('trim(ordered_at)', format='excel') }}
            else {{ customer_segments.parse_timestamp('trim(ordered_at)') }}
        end as ordered_time,
        coalesce(
            upper(nullif(trim(currency), '')), order_currency, '{{ var("segments_currency") | upper }}'
        ) as currency_code,
        coalesce({{ customer_segments.clean_text('status') }}, order_status) as status_text,
        {{
            customer_segments.says_cancelled('coalesce(nullif(trim(cancelled_at), \'\'), order_cancelled_at)')
        }} as is_cancelled
    from dated_lines
),

rates as (
    select
        currency,
        rate,
        valid_from,
        lead(valid_from) over (partition by currency order by valid_from) as valid_until
    from {{ ref('segments_exchange_rates') }}
),

priced as (
    select
        typed.*,
        case
            when typed.is_cancelled then 'cancelled'
            -- what was paid back of a refunded order is stated
            when status_rules.meaning = 'returned' and typed.order_refunded > 0 then 'counts'
            else status_rules.meaning
        end as status_meaning,
        case
            when typed.currency_code = '{{ var("segments_currency") | upper }}' then 1
            else rates.rate
        end as rate,
        coalesce(cast(typed.price_digits as decimal(18, 4)), listed_prices.unit_price) as stated_price,
        -- a price of more than four decimals is a total that was divided
        case
            when typed.price_digits like '%._____%'
                then {{ customer_segments.money_of_doubles('typed.quantity_number', 'typed.price_digits') }}
        end as exact_number
    from typed
    left join listed_prices on typed.product_key = listed_prices.product_id
    left join {{ ref('segments_status_rules') }} as status_rules
        on {{ customer_segments.status_word('typed.status_text') }} = status_rules.word
    left join rates
        on
            typed.currency_code = rates.currency
            and cast(typed.ordered_time as date) >= rates.valid_from
            and (cast(typed.ordered_time as date) < rates.valid_until or rates.valid_until is null)
),

discounted as (
    select
        *,
        {{ customer_segments.discount_money(
            'discount_number', customer_segments.money_product('quantity_number', 'stated_price'), 'amount_number'
        ) }} as discount
    from priced
),

-- a total is net of its discount: the price is what a unit would have cost without
listed as (
    select
        *,
        coalesce(
            stated_price,
            try_cast(
                (
                    cast(amount_number as double)
                    + sign(quantity_number) * abs(coalesce(cast(discount as double), 0))
                ) / nullif(cast(quantity_number as double), 0)
                as decimal(18, 4)
            )
        ) as unit_price_number
    from discounted
),

final as (
    select
        -- ids
        order_key as order_id,
        {{ customer_segments.clean_text('order_line_id') }} as order_line_id,
        customer_key as customer_id,
        product_key as product_id,
        -- numerics, in the shop's currency: null where the text is not a plain number
        quantity_number as quantity,
        {{ customer_segments.converted('unit_price_number') }} as unit_price,
        {{ customer_segments.converted('discount') }} as discount_amount,
        {{ customer_segments.converted('amount_number') }} as stated_line_amount,
        {{ customer_segments.converted('exact_number') }} as exact_amount,
        {{ customer_segments.converted('cost_number') }} as cost,
        rate is null as is_currency_unknown,
        -- timestamps: null where the text is not a date
        ordered_time as ordered_at,
        -- descriptions
        {{ customer_segments.clean_text('repaired_name') }} as product_name,
        {{ customer_segments.clean_text('category') }} as category,
        coalesce({{ customer_segments.clean_text('channel') }}, order_channel) as channel,
        coalesce({{ customer_segments.clean_text('store_id') }}, order_store_id) as store_id,
        coalesce({{ customer_segments.clean_text('country') }}, order_country) as country,
        -- what its status says of a line: counts, cancelled, returned or held; null for a word without a rule
        case
            when status_text is null and status_meaning is null then 'counts'
            else status_meaning
        end as status_meaning,
        status_text,
        -- the money of the order stands in for a price
        coalesce(trim(unit_price), '') = ''
        and coalesce(trim(line_amount), '') = ''
        and order_paid_amount is not null as is_price_of_order,
        is_order_amount_unreadable,
        -- raw text
        order_id as order_id_text,
        order_line_id as order_line_id_text,
        unmapped_hash,
        customer_id as customer_id_text,
        product_id as product_id_text,
        product_name as product_name_text,
        ordered_at as ordered_at_text,
        quantity as quantity_text,
        unit_price as unit_price_text,
        discount_amount as discount_amount_text,
        line_amount as line_amount_text,
        cost as cost_text,
        currency as currency_text,
        malformed_row,
        is_repeated_header,
        source_file
    from listed
)

select * from final
{%- endmacro %}

{#- True where a column of dates holds nothing but the day numbers of a spreadsheet; an aggregate. -#}
{% macro are_days_numbers() -%}
coalesce(
    {{ customer_segments.regex_matches('min(trim(ordered_at))', customer_segments.serial_pattern()) }}
    and {{
        customer_segments.regex_matches('max(trim(ordered_at))', customer_segments.serial_pattern())
    }},
    false
)
{%- endmacro %}
