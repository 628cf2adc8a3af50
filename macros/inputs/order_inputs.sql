{#- Whether an input is named. -#}
{% macro has_input(input) %}{{ return(customer_segments.input_setting(input, 'from') is not none) }}{% endmacro %}

{#- Whether orders or payments are joined to the lines by their order ids. -#}
{% macro has_orders() %}
    {{ return(customer_segments.has_input('orders') or customer_segments.has_input('payments')) }}
{% endmacro %}

{#- The inputs that have tables in this project: the optional ones of orders only where they are named. -#}
{% macro present_inputs() %}
    {%- set present = [] -%}
    {%- for input in customer_segments.inputs() -%}
        {%- if input not in ['orders', 'payments'] or customer_segments.has_input(input) -%}{%- do present.append(input) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(present) }}
{% endmacro %}

{#- The lines and everything that their orders add to them. -#}
{% macro order_lines_model() %}
    {{ return('int_segments__lines_with_order_money' if customer_segments.has_orders() else 'int_segments__transaction_lines') }}
{% endmacro %}

{#- What a line takes from its order where it does not say so itself, each with its type. -#}
{% macro columns_of_order() %}
    {{ return({
        'customer_id': 'string', 'ordered_at': 'timestamp', 'status': 'string', 'cancelled_at': 'string', 'store_id': 'string',
        'channel': 'string', 'country': 'string', 'currency': 'string', 'refunded': 'decimal(18, 4)', 'paid_amount': 'decimal(18, 4)'
    }) }}
{% endmacro %}

{#- Those columns as order_customer_id and so on; null where there are no orders. -#}
{% macro order_columns() %}
    {%- set selects = [] -%}
    {%- for column, type in customer_segments.columns_of_order().items() -%}
        {%- do selects.append(
            ('orders.' ~ column if customer_segments.has_orders() else 'cast(null as ' ~ type ~ ')') ~ ' as order_' ~ column
        ) -%}
    {%- endfor -%}
    {%- do selects.append(
        ('coalesce(orders.is_amount_unreadable, false)' if customer_segments.has_orders() else 'false') ~ ' as is_order_amount_unreadable'
    ) -%}
    {{ return(selects | join(',\n')) }}
{% endmacro %}

{#- Text of a status, as segments_status_rules writes its words. -#}
{% macro status_word(text) %}
    {{ return("nullif(trim(lower(" ~ customer_segments.replace_matches(text, '[\\s_-]+', ' ') ~ ")), '')") }}
{% endmacro %}

{#- True where text says that an order was cancelled: a time or yes, and no word for a missing value or for no. -#}
{% macro says_cancelled(text) %}
    {{ return(
        "coalesce(lower(trim(" ~ text ~ ")) not in ('', '-', '0', 'n', 'no', 'f', 'false', 'null', 'none', 'nan', 'nat', 'na', 'n/a', '#n/a', 'nil') and "
        ~ text ~ " not like '0000-00-00%', false)"
    ) }}
{% endmacro %}

{#- Whether a line or its order states a status; not known while parsing, before the lines are read, and in unit tests. -#}
{% macro reads_status(lines) %}
    {%- if not execute or '__dbt__cte__' in lines | string -%}{{ return(not execute) }}{%- endif -%}
    {%- if load_relation(lines) is none -%}{{ return(true) }}{%- endif -%}
    {{ return(run_query('select 1 from ' ~ lines ~ ' where status_text is not null limit 1').rows | length > 0) }}
{% endmacro %}
