{#-
  What became of the data, at the end of every command that built something of this package: lines
  and money read, accepted and rejected, the customers, the segments and what readiness warns of.
-#}
{% macro report_run(results) %}
    {%- set built = [] -%}
    {%- for result in results if result.node.package_name == 'customer_segments'
        and result.node.resource_type in ['model', 'seed'] and result.status == 'success' -%}
        {%- do built.append(result.node.name) -%}
    {%- endfor -%}
    {%- if built -%}
        {%- set lines = customer_segments.line_report(results) + customer_segments.customer_report(results)
            + customer_segments.kept_report(results) + customer_segments.column_report(results)
            + customer_segments.readiness_report(results) -%}
        {%- do lines.extend(customer_segments.time_report(results)) if lines -%}
        {%- if lines -%}{%- do log('\n\n' ~ lines | join('\n') ~ '\n', info=true) -%}{%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- The relation of a model or seed of this package; none if it is off, was not built, or failed in this run. -#}
{% macro reported_relation(name, results) %}
    {%- for result in results if result.node.name == name and result.status != 'success' -%}
        {{ return(none) }}
    {%- endfor -%}
    {%- set found = namespace(relation=none) -%}
    {%- for kind in ['model', 'seed'] -%}
        {%- set node = graph.nodes.get(kind ~ '.customer_segments.' ~ name) -%}
        {%- if node -%}
            {%- set found.relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found.relation) }}
{% endmacro %}

{#- Lines and money in, accepted and rejected, with the three largest reasons. -#}
{% macro line_report(results) %}
    {%- set judged = customer_segments.reported_relation('int_segments__transaction_lines', results) -%}
    {%- set rules = customer_segments.reported_relation('segments_cleaning_rules', results) -%}
    {%- if not judged -%}{{ return([]) }}{%- endif -%}
    {%- set reasons = run_query(
        customer_segments.counted_reasons(judged) ~ ' order by line_count desc, absolute_amount desc, reason_code'
    ).rows -%}
    {%- set advice = {} -%}
    {%- for rule in (run_query('select reason_code, what_is_wrong, what_to_do from ' ~ rules).rows if rules else []) -%}
        {%- do advice.update({rule['reason_code']: '. ' ~ rule['what_is_wrong'] ~ ' ' ~ rule['what_to_do']}) -%}
    {%- endfor -%}
    {%- set totals = namespace(lines=0, amount=0, unread=0) -%}
    {%- set rejected = [] -%}
    {%- set rejected_totals = namespace(lines=0, amount=0, unread=0) -%}
    {%- for reason in reasons -%}
        {%- set totals.lines = totals.lines + reason['line_count'] -%}
        {%- set totals.amount = totals.amount + reason['amount'] -%}
        {%- if reason['reason_code'] is not none -%}
            {%- do rejected.append(reason) -%}
            {%- set rejected_totals.lines = rejected_totals.lines + reason['line_count'] -%}
            {%- set rejected_totals.amount = rejected_totals.amount + reason['amount'] -%}
            {%- set rejected_totals.unread = rejected_totals.unread + reason['unread_count'] -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if totals.lines == 0 -%}
        {{ return([] if var('segments_input_grain') == 'customer' else ['  The transactions input holds no line.']) }}
    {%- endif -%}
    {%- set accepted = {'line_count': totals.lines - rejected_totals.lines,
        'amount': totals.amount - rejected_totals.amount, 'unread_count': 0} -%}
    {%- set text = [
        '  Read      ' ~ customer_segments.lines_and_money(totals.lines, totals.amount, rejected_totals.unread),
        '  Accepted  ' ~ customer_segments.lines_and_money(accepted.line_count, accepted.amount, 0, totals.lines),
        '  Rejected  ' ~ customer_segments.lines_and_money(
            rejected_totals.lines, rejected_totals.amount, rejected_totals.unread, totals.lines)
    ] -%}
    {%- for reason in rejected[:3] -%}
        {%- do text.append('  - ' ~ reason['reason_code'] ~ ': '
            ~ customer_segments.lines_and_money(reason['line_count'], reason['amount'], reason['unread_count'])
            ~ advice.get(reason['reason_code'], '')) -%}
    {%- endfor -%}
    {%- if accepted.line_count == 0 -%}
        {%- do text.append('  No line was accepted: the shop is empty. The reason given first rejected most of them.') -%}
    {%- endif -%}
    {{ return(text) }}
{% endmacro %}

{#- Lines by the first reason for their rejection; no reason: accepted. -#}
{% macro counted_reasons(judged) -%}
select
    nullif(split_part(rejection_reasons, '; ', 1), '') as reason_code,
    count(*) as line_count,
    coalesce(sum(line_amount), 0) as amount,
    coalesce(sum(abs(line_amount)), 0) as absolute_amount,
    sum(case when quantity is null or (unit_price is null and quantity != 0) then 1 else 0 end) as unread_count
from {{ judged }}
where not is_added
group by 1
{%- endmacro %}

{#- 1,234 lines (5.0 %), 99.00 EUR; lines whose money is not readable are said, not counted as 0. -#}
{% macro lines_and_money(line_count, amount, unread_count, total=none) %}
    {{ return(
        '{:,} {}'.format(line_count | int, 'line' if line_count == 1 else 'lines')
        ~ (' ({:.1f} %)'.format(100 * (line_count | int) / (total | int)) if total else '')
        ~ (', {:,.2f}'.format(amount | float) ~ customer_segments.money_unit() if line_count != unread_count and customer_segments.has_prices() else '')
        ~ (' and {:,} without a readable amount'.format(unread_count | int) if unread_count and customer_segments.has_prices() else '')
    ) }}
{% endmacro %}

{#- Customers and segments. -#}
{% macro customer_report(results) %}
    {%- set customers = customer_segments.reported_relation('segments__customers', results) -%}
    {%- set profiles = customer_segments.reported_relation('segments__profiles', results) -%}
    {%- if not customers or not profiles -%}{{ return([]) }}{%- endif -%}
    {%- set counted = run_query(
        'select (select count(*) from ' ~ customers ~ ') as customer_count, '
        ~ '(select count(*) from ' ~ profiles ~ ') as segment_count'
    ).rows[0] -%}
    {{ return(['  {:,} customers in {} segments'.format(counted['customer_count'] | int, counted['segment_count'] | int)]) }}
{% endmacro %}

{#- Columns that are mapped and of which less than half could be read. -#}
{% macro column_report(results) %}
    {%- set mapping = customer_segments.reported_relation('segments__input_mapping', results) -%}
    {%- set text = [] -%}
    {%- if mapping -%}
        {%- for column in run_query(
            'select input, canonical_column, mapped_from, row_count, stated_count, parsed_count from ' ~ mapping
            ~ ' where mapped_from is not null and row_count > 0 and 2 * parsed_count < stated_count'
            ~ ' order by input, canonical_column'
        ).rows -%}
            {%- do text.append(
                '  {} of {}, read from {}: {:,} of {:,} values could be read; the others are unknown.'.format(
                    column['canonical_column'], column['input'], column['mapped_from'],
                    column['parsed_count'] | int, column['stated_count'] | int)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(text) }}
{% endmacro %}

{#- What segments__readiness warns of. -#}
{% macro readiness_report(results) %}
    {%- set readiness = customer_segments.reported_relation('segments__readiness', results) -%}
    {%- set text = [] -%}
    {%- if readiness -%}
        {%- for check in run_query(
            'select status, sentence from ' ~ readiness ~ " where status != 'pass' order by check_order"
        ).rows -%}
            {%- do text.append('  ' ~ check['status'] ~ ': ' ~ check['sentence']) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(text) }}
{% endmacro %}

{#- The three models that took longest, and where the lines were built, how many a second from the first node to the last. -#}
{% macro time_report(results) %}
    {%- set longest, span = [], namespace(first=none, last=none) -%}
    {%- for result in results -%}
        {%- for step in result.timing if step.started_at and step.completed_at -%}
            {%- set span.first = [span.first or step.started_at, step.started_at] | min -%}
            {%- set span.last = [span.last or step.completed_at, step.completed_at] | max -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for result in (results | selectattr('node.resource_type', 'equalto', 'model') | sort(attribute='execution_time', reverse=true) | list)[:3] -%}
        {%- do longest.append('{} {:.0f} s'.format(result.node.name, result.execution_time)) -%}
    {%- endfor -%}
    {%- set text = ['  Took longest: ' ~ longest | join(', ') ~ '.'] if longest else [] -%}
    {%- if 'int_segments__transaction_lines' in results | map(attribute='node.name') -%}
        {%- set lines = customer_segments.reported_relation('int_segments__transaction_lines', results) -%}
        {%- set seconds = (span.last - span.first).total_seconds() if span.first else 0 -%}
        {%- if lines and seconds > 0 -%}
            {%- set counted = run_query('select count(*) as line_count from ' ~ lines ~ ' where not is_added').rows[0] -%}
            {%- do text.append('  Built in {:,.0f} s, {:,.0f} lines a second.'.format(seconds, (counted['line_count'] | int) / seconds)) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(text) }}
{% endmacro %}
