-- One row per check a careful analyst makes before trusting the segments: pass, warn or fail, and why.
with

lines as (
    select
        count(*) as line_count,
        sum(case when is_accepted then 1 else 0 end) as accepted_count,
        sum(case when rejection_reasons = 'customer_id_missing' then 1 else 0 end) as anonymous_count,
        sum(
            case when is_accepted or rejection_reasons = 'customer_id_missing' then 0 else 1 end
        ) as rejected_count,
        {{ customer_segments.days_between(
            'min(case when is_accepted then cast(ordered_at as date) end)',
            'max(case when is_accepted then cast(ordered_at as date) end)'
        ) }} as history_days
    from {{ ref('int_segments__transaction_lines') }}
),

buyers as (
    select
        count(*) as buyer_count,
        sum(case when order_count >= 2 then 1 else 0 end) as repeat_buyer_count,
        sum(net_amount) as net_amount,
        max(net_amount) as largest_net_amount
    from {{ ref('int_segments__customer_order_features') }}
    where is_current and order_count > 0
),

categories as (
    select count(distinct category) as category_count
    from {{ ref('int_segments__customer_categories') }}
),

chosen as (
    select
        max(stability) as stability,
        max(cluster_count) as cluster_count
    from {{ ref('segments__cluster_candidates') }}
    where is_chosen
),

measured as (
    select 1 as check_order, 'order lines' as check_name, lines.line_count as measured_value,
        1 as warn_limit, 1 as fail_limit, true as is_floor
    from lines
    union all
    select 2, 'buyers', buyers.buyer_count, 500, 100, true
    from buyers
    union all
    select 3, 'days of history', coalesce(lines.history_days, 0), 365, 90, true
    from lines
    union all
    select 4, 'share of buyers who came back',
        coalesce({{ customer_segments.divide('buyers.repeat_buyer_count', 'buyers.buyer_count') }}, 0), 0.2, 0.05, true
    from buyers
    union all
    select 5, 'share of lines without a customer',
        coalesce({{ customer_segments.divide('lines.anonymous_count', 'lines.line_count') }}, 0), 0.1, 0.5, false
    from lines
    union all
    select 6, 'share of lines rejected for other reasons',
        coalesce({{ customer_segments.divide('lines.rejected_count', 'lines.line_count') }}, 0), 0.05, 0.2, false
    from lines
    union all
    select 7, 'share of revenue from the largest customer',
        coalesce({{ customer_segments.divide('buyers.largest_net_amount', 'buyers.net_amount') }}, 0), 0.1, 0.3, false
    from buyers
    union all
    select 8, 'product categories', categories.category_count, 2, 0, true
    from categories
    union all
    select 9, 'stability of the weakest segment', coalesce(chosen.stability, 0),
        {{ var('segments_smallest_stability') }}, 0.5, true
    from chosen
    union all
    select 10, 'segments', coalesce(chosen.cluster_count, 0), 2, 1, true
    from chosen
),

judged as (
    select
        *,
        case
            when is_floor and measured_value < fail_limit then 'fail'
            when is_floor and measured_value < warn_limit then 'warn'
            when not is_floor and measured_value > fail_limit then 'fail'
            when not is_floor and measured_value > warn_limit then 'warn'
            else 'pass'
        end as status
    from measured
),

final as (
    select
        cast(judged.check_order as integer) as check_order,
        judged.check_name,
        judged.status,
        cast(judged.measured_value as {{ customer_segments.type_double() }}) as measured_value,
        cast(judged.warn_limit as {{ customer_segments.type_double() }}) as warn_limit,
        cast(judged.fail_limit as {{ customer_segments.type_double() }}) as fail_limit,
        case judged.status when 'pass' then texts.pass_sentence else texts.problem_sentence end as sentence
    from judged
    inner join {{ ref('segments_readiness_texts') }} as texts on judged.check_name = texts.check_name
)

select * from final
