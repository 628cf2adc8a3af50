{#-
  The configuration of a model that keeps the rows of customers whose lines did not change since the
  last complete build; a plain table where segments_incremental is off. hooks: what else goes before.
  docs/incremental.md tells more.
-#}
{% macro kept_by_customer(hooks=[]) %}
    {#- a configuration may not be empty -#}
    {%- if not var('segments_incremental') -%}{{ return({'tags': []}) }}{%- endif -%}
    {{ return({
        'materialized': 'incremental', 'incremental_strategy': 'append',
        'pre_hook': ["{{ customer_segments.make_room(ref('int_segments__changed_customers')) }}"] + hooks
    }) }}
{% endmacro %}

{#- Whether a kept model has rows that it keeps. -#}
{% macro keeps_rows() %}{{ return(var('segments_incremental') and is_incremental()) }}{% endmacro %}

{#- The models that are kept, in the order in which they are built. -#}
{% macro kept_models() %}
    {{ return(
        ['int_segments__line_facts', 'int_segments__transaction_lines']
        + (['int_segments__lines_with_order_money'] if customer_segments.has_orders() else [])
        + ['int_segments__return_matches', 'int_segments__fully_returned_orders', 'int_segments__order_lines',
            'int_segments__orders', 'int_segments__customer_products', 'int_segments__running_totals',
            'int_segments__customer_order_features']
    ) }}
{% endmacro %}

{#-
  Before a kept model is built: the rows of the changed customers go. A model that is built from nothing
  counts every customer as changed until a build is complete.
-#}
{% macro make_room(changed) -%}
{%- if customer_segments.keeps_rows() -%}
delete from {{ this }} where coalesce(customer_id, '') in (select customer_id from {{ changed }})
{%- elif execute -%}
insert into {{ changed }}
select customer_id from {{ changed.incorporate(path={'identifier': 'int_segments__customer_fingerprints'}) }}
where customer_id not in (select customer_id from {{ changed }})
{%- endif -%}
{%- endmacro %}

{#- Running totals of customers with a fully returned order: the days on which one counted move with the dates. -#}
{% macro drop_returning_customers(orders) -%}
{%- if customer_segments.keeps_rows() -%}
delete from {{ this }} where customer_id in (select customer_id from {{ orders }} where fully_returned_at is not null)
{%- endif -%}
{%- endmacro %}

{#- The totals of all others are valid up to the last date. -#}
{% macro lengthen_periods(dates) -%}
{%- if customer_segments.keeps_rows() -%}
update {{ this }} set valid_to = (select max(as_of_date) from {{ dates }})
{%- endif -%}
{%- endmacro %}

{#- Features of today, and of dates that are measured no more. -#}
{% macro drop_other_dates(dates) -%}
{%- if customer_segments.keeps_rows() -%}
delete from {{ this }}
where is_current or is_stated or as_of_date not in (select as_of_date from {{ dates }} where not is_current)
{%- endif -%}
{%- endmacro %}

{#-
  The condition on the customer of a row that is built anew: nothing where all rows are. after: the model
  that named further customers last.
-#}
{% macro only_changed(customer_id, after, word='where') %}
    {%- if not var('segments_incremental') -%}{{ return('') }}{%- endif -%}
    {%- set changed = ref('int_segments__changed_customers') -%}
    {%- do ref(after) -%}
    {%- if not customer_segments.keeps_rows() -%}{{ return('') }}{%- endif -%}
    {{ return(word ~ ' coalesce(' ~ customer_id ~ ", '') in (select customer_id from " ~ changed ~ ')') }}
{% endmacro %}

{#- The staged lines that the first kept models read: of the changed customers, where others are kept. -#}
{% macro staged_lines_model() %}
    {{ return('stg_segments__changed_transactions' if var('segments_incremental') else 'stg_segments__transactions') }}
{% endmacro %}

{#- The customer of a raw line, as text that is never null. orders: their table, where there is one. -#}
{% macro customer_of_line() %}
    {{ return(
        'coalesce(' ~ customer_segments.clean_customer_id('raw_lines.customer_id')
        ~ (', orders.customer_id' if customer_segments.has_orders() else '') ~ ", '')"
    ) }}
{% endmacro %}

{#- Whether a raw line is of a customer whose lines changed. Ids are cleaned once per text where no order gives them. -#}
{% macro is_of_changed_customer() -%}
{%- set changed = ref('int_segments__changed_customers') -%}
{%- if customer_segments.has_orders() -%}
{{ customer_segments.customer_of_line() }} in (select customer_id from {{ changed }})
{%- else -%}
coalesce(raw_lines.customer_id, '') in (
    select coalesce(raw_lines.customer_id, '')
    from (select distinct customer_id from {{ ref('stg_segments__raw_transactions') }}) as raw_lines
    where {{ customer_segments.customer_of_line() }} in (select customer_id from {{ changed }})
)
{%- endif -%}
{%- endmacro %}

{#- What the last complete build stored, of one kind or all, by name and value; nothing where there was none. -#}
{% macro stored(kind=none) %}
    {%- set relation = adapter.get_relation(this.database, this.schema, 'int_segments__kept_build') if execute -%}
    {{ return(
        'select kind, name, value from ' ~ (
            relation or '(select cast(null as string) as kind, cast(null as string) as name, cast(null as string) as value) as none_stored'
        ) ~ (" where kind = '" ~ kind ~ "'" if kind else ' where kind is not null')
    ) }}
{% endmacro %}

{#- Everything that all kept rows depend on and that is no data, as one text: settings, rules and code. -#}
{% macro settings_text() %}
    {#- what these refer to must be known while dbt parses -#}
    {%- set staged = customer_segments.staged_transactions() -%}
    {%- set discounts = 'discounts: ' ~ customer_segments.states_discounts() -%}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {%- set config = builtins.ref.config -%}
    {%- set project = config.vars.to_dict() -%}
    {%- set given = dict(project, **(project.get('customer_segments') or {})) -%}
    {%- do given.update(config.cli_vars) -%}
    {%- set parts = [] -%}
    {#- lines between two as-of dates are found by themselves -#}
    {%- for name in given | map('string') | sort if name.startswith('segments_') and name != 'segments_as_of_date' -%}
        {%- do parts.append(name ~ '=' ~ tojson(given[name], sort_keys=true)) -%}
    {%- endfor -%}
    {%- for name, code in customer_segments.items() -%}{%- do parts.append(name ~ code.macro.macro_sql) -%}{%- endfor -%}
    {%- for node in graph.nodes.values() if node.package_name == 'customer_segments' and node.resource_type == 'model'
        and node.config.get('group') in ['segments_intake', 'segments_orders', 'segments_customers'] -%}
        {%- do parts.append(node.name ~ node.raw_code) -%}
    {%- endfor -%}
    {%- do parts.append(staged) -%}
    {%- do parts.append(customer_segments.rejection_reasons()) -%}
    {%- do parts.append(discounts) -%}
    {{ return(parts | sort | join('\n')) }}
{% endmacro %}

{#- Before the changed customers are told: tables that were built otherwise, or by a build without this setting, go. -#}
{% macro forget_kept_models() %}
    {%- if execute -%}
        {%- set known = run_query(
            'select count(*) from ' ~ ref('int_segments__build_settings') ~ ' where value in (select value from ('
            ~ customer_segments.stored('settings') ~ ') as stored)'
        ).columns[0].values()[0] -%}
        {%- for name in customer_segments.kept_models() if not known -%}
            {%- set node = graph.nodes['model.customer_segments.' ~ name] -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- if relation -%}{%- do adapter.drop_relation(relation) -%}{%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- Whether this command builds all that a complete build needs; only then is its state stored. -#}
{% macro is_complete_build() %}
    {%- set needed = customer_segments.kept_models() + [
        'int_segments__build_settings', 'int_segments__customer_fingerprints', 'int_segments__changed_customers',
        'int_segments__changed_evidence', 'int_segments__changed_products'
    ] -%}
    {%- for name in needed if execute and 'model.customer_segments.' ~ name not in selected_resources -%}
        {{ return(false) }}
    {%- endfor -%}
    {{ return(execute) }}
{% endmacro %}

{#- A build that keeps nothing leaves nothing behind that a later one would compare with. -#}
{% macro forget_kept_build() %}
    {%- if execute and not var('segments_incremental') and target.type == 'duckdb' -%}
        {%- set node = graph.nodes['model.customer_segments.int_segments__transaction_lines'] -%}
        {%- set relation = adapter.get_relation(node.database, node.schema, 'int_segments__kept_build') -%}
        {%- if relation -%}{%- do adapter.drop_relation(relation) -%}{%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- How many customers changed, or why everything was built anew. -#}
{% macro kept_report(results) %}
    {%- set stored = customer_segments.reported_relation('int_segments__kept_build', results) -%}
    {%- set is_built = results | selectattr('node.name', 'equalto', 'int_segments__kept_build') | list -%}
    {%- if not stored or not is_built -%}{{ return([]) }}{%- endif -%}
    {%- set counts = {} -%}
    {%- for row in run_query('select name, value from ' ~ stored ~ " where kind = 'count'").rows -%}
        {%- do counts.update({row[0]: row[1] | int}) -%}
    {%- endfor -%}
    {%- set reason = 'of --full-refresh' if flags.FULL_REFRESH else 'no complete build was kept' if not counts.stored
        else 'the settings, rules or code changed' if not counts.settings -%}
    {{ return([
        '  Everything was rebuilt, because ' ~ reason ~ '.' if reason
        else "  {:,} of {:,} customers changed; the others' lines were kept.".format(counts.changed, counts.customers)
    ]) }}
{% endmacro %}
