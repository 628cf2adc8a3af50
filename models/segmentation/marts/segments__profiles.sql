-- One row per segment: its name, size, sales, typical figures and recommended action.
{#- nothing is known but what the inputs state -#}
{%- set no_orders = 'null' if var('segments_input_grain') == 'customer' else '0' %}
{%- set no_money = no_orders if customer_segments.has_prices() else 'null' %}
with

customers as (
    select
        segments.segment_id,
        segments.segment_confidence,
        profits.product_net_amount,
        profits.costed_net_amount,
        profits.costed_net_amount - profits.cost_amount as gross_profit_amount,
        features.*
    from {{ ref('int_segments__customer_segments') }} as segments
    left join {{ ref('int_segments__customer_order_features') }} as features
        on segments.customer_id = features.customer_id and features.is_current
    left join {{ ref('int_segments__customer_profits') }} as profits
        on segments.customer_id = profits.customer_id
),

totals as (
    select
        count(*) as customer_count,
        sum(net_amount) as net_amount,
        sum(gross_profit_amount) as gross_profit_amount
    from customers
),

sizes as (
    select
        segment_id,
        count(*) as customer_count,
        coalesce(sum(order_count), {{ no_orders }}) as order_count,
        coalesce(sum(sales_amount), {{ no_money }}) as sales_amount,
        coalesce(sum(returned_amount), {{ no_money }}) as returned_amount,
        coalesce(sum(net_amount), {{ no_money }}) as net_amount,
        sum(gross_profit_amount) as gross_profit_amount,
        {{ customer_segments.divide('sum(costed_net_amount)', 'sum(product_net_amount)') }}
            as cost_known_share,
        {{ customer_segments.quantile('days_since_last_order', 0.5) }} as median_days_since_last_order,
        {{ customer_segments.quantile('case when order_count > 0 or is_stated then order_count end', 0.5) }}
            as median_order_count,
        {{ customer_segments.quantile('average_order_value', 0.5) }} as median_average_order_value,
        {{ customer_segments.quantile('case when order_count > 0 or is_stated then net_amount end', 0.5, 4) }}
            as median_net_amount,
        {{ customer_segments.quantile('discount_share', 0.5) }} as median_discount_share,
        {{ customer_segments.quantile('segment_confidence', 0.5) }} as median_segment_confidence
    from customers
    group by segment_id
),

-- a segment without orders in the data is described by the three features that differ most
feature_texts as (
    select
        segment_id,
        feature,
        'typical ' || lower(label) || ' ' || {{ customer_segments.short_number('median') }} || ' (all: '
        || {{ customer_segments.short_number('overall_median') }} || ')' as feature_text,
        row_number() over (partition by segment_id order by difference_rank) as text_rank
    from {{ ref('segments__profile_features') }}
    where feature in ({{ customer_segments.quoted_list(customer_segments.clustering_features()) }})
),

known as (
    select
        segment_id,
        replace({{ customer_segments.ordered_text('feature_text', 'feature') }}, '|', ', ') as known_text
    from feature_texts
    where text_rank <= 3
    group by segment_id
),

described as (
    select
        sizes.*,
        known.known_text,
        names.segment_name,
        names.play,
        playbook.goal,
        playbook.action,
        {{ customer_segments.divide('sizes.customer_count', 'totals.customer_count') }} as customer_share,
        {{ customer_segments.divide('sizes.net_amount', 'totals.net_amount') }} as net_amount_share,
        {{ customer_segments.divide('sizes.gross_profit_amount', 'totals.gross_profit_amount') }}
            as gross_profit_share
    from sizes
    cross join totals
    inner join {{ ref('int_segments__segments') }} as names on sizes.segment_id = names.segment_id
    left join {{ ref('segments_playbook') }} as playbook on names.play = playbook.play
    left join known on sizes.segment_id = known.segment_id
),

sentence_parts as (
    select
        *,
        {{ customer_segments.whole_text('customer_count') }}
        || case when customer_count = 1 then ' customer (' else ' customers (' end
        || {{ customer_segments.share_text('customer_share') }} || ' of all)' as size_text,
        coalesce(
            case when customer_count = 1 then ' who brings ' else ' who bring ' end
            || {{ customer_segments.share_text('net_amount_share') }} || ' of revenue',
            ''
        ) || '; ' as revenue_text,
        'typically ' || {{ customer_segments.whole_text('median_order_count') }}
        || case when round(median_order_count, 0) = 1 then ' order' else ' orders' end
        || coalesce(
            ' of ' || {{ customer_segments.whole_text('median_average_order_value') }}
            || '{{ customer_segments.money_unit() }}',
            ''
        )
        || coalesce(
            ', the last ' || {{ customer_segments.whole_text('median_days_since_last_order') }}
            || case when round(median_days_since_last_order, 0) = 1 then ' day ago' else ' days ago' end,
            ''
        )
        || case
            when median_discount_share >= 0.005
                then
                    ', ' || {{ customer_segments.whole_text('100 * median_discount_share') }}
                    || ' % below list price'
            else ''
        end || '.' as orders_text
    from described
),

final as (
    select
        segment_id,
        segment_name,
        size_text || case
            when segment_id != {{ customer_segments.segment_id('0') }} and median_order_count is null
                then coalesce(': ' || known_text, '') || '; their orders are not in the data.'
            when segment_id != {{ customer_segments.segment_id('0') }} then revenue_text || orders_text
            when returned_amount > 0
                then
                    revenue_text || 'no orders on record, only returns of '
                    || {{ customer_segments.whole_text('returned_amount') }}
                    || '{{ customer_segments.money_unit() }}.'
            else revenue_text || 'no orders on record.'
        end as sentence,
        play,
        goal,
        action,
        cast(customer_count as bigint) as customer_count,
        customer_share,
        cast(order_count as bigint) as order_count,
        cast(sales_amount as decimal(18, 4)) as sales_amount,
        cast(returned_amount as decimal(18, 4)) as returned_amount,
        cast(net_amount as decimal(18, 4)) as net_amount,
        net_amount_share,
        cast(gross_profit_amount as decimal(18, 4)) as gross_profit_amount,
        gross_profit_share,
        cost_known_share,
        {%- for median in [
            'days_since_last_order', 'order_count', 'average_order_value', 'net_amount', 'discount_share',
            'segment_confidence'
        ] %}
        cast(median_{{ median }} as double) as median_{{ median }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from sentence_parts
)

select * from final
