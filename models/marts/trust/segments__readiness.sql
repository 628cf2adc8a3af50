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

contacts as (
    select count(*) as contact_count
    from {{ ref('int_segments__campaign_contacts') }}
    where is_accepted
),

categories as (
    select count(distinct category) as category_count
    from {{ ref('int_segments__customer_categories') }}
),

chosen as (
    select
        max(candidates.stability) as stability,
        max(segments.segment_rank) as cluster_count
    from {{ ref('segments__cluster_candidates') }} as candidates
    cross join {{ ref('int_segments__segments') }} as segments
    where candidates.is_chosen
),

measured as (
    select
        'order lines' as check_name,
        lines.line_count as measured_value
    from lines
    union all
    select
        'buyers',
        buyers.buyer_count
    from buyers
    union all
    select
        'days of history',
        lines.history_days
    from lines
    union all
    select
        'share of buyers who came back',
        {{ customer_segments.divide('buyers.repeat_buyer_count', 'buyers.buyer_count') }}
    from buyers
    union all
    select
        'share of lines without a customer',
        {{ customer_segments.divide('lines.anonymous_count', 'lines.line_count') }}
    from lines
    union all
    select
        'share of lines rejected for other reasons',
        {{ customer_segments.divide('lines.rejected_count', 'lines.line_count') }}
    from lines
    union all
    select
        'share of revenue from the largest customer',
        {{ customer_segments.divide('buyers.largest_net_amount', 'buyers.net_amount') }}
    from buyers
    union all
    select
        'product categories',
        categories.category_count
    from categories
    union all
    select
        'stability of the weakest segment',
        chosen.stability
    from chosen
    union all
    select
        'campaign contacts',
        contacts.contact_count
    from contacts
    union all
    select
        'segments',
        chosen.cluster_count
    from chosen
),

judged as (
    select
        checks.check_order,
        checks.check_name,
        checks.good_side,
        checks.warn_limit,
        checks.fail_limit,
        checks.pass_sentence,
        checks.problem_sentence,
        checks.problem_consequence,
        cast(coalesce(measured.measured_value, 0) as {{ customer_segments.type_double() }})
            as measured_value,
        case checks.good_side when 'above' then 1 else -1 end as direction
    from measured
    inner join {{ ref('segments_readiness_checks') }} as checks
        on measured.check_name = checks.check_name
),

ruled as (
    select
        *,
        check_name in (
            {{ customer_segments.quoted_list(customer_segments.checks_not_given()) }}
        ) as is_not_given,
        case
            when direction * measured_value < direction * fail_limit then 'fail'
            when direction * measured_value < direction * warn_limit then 'warn'
            else 'pass'
        end as status
    from judged
),

final as (
    select
        check_order,
        check_name,
        case when is_not_given then 'warn' else status end as status,
        measured_value,
        good_side,
        warn_limit,
        fail_limit,
        case
            when is_not_given
                then 'Not told by this data: {{ customer_segments.grain_words() }}.'
            when status = 'pass' then pass_sentence
            else problem_sentence
        end as sentence,
        case
            when is_not_given then 'What it would show is left empty; nothing is estimated in its place.'
            when status = 'pass' then 'None.'
            else problem_consequence
        end as consequence
    from ruled
)

select * from final
