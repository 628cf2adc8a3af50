{#-
  Refuses the first setting that makes no sense, in one sentence that names it, its value and what
  may stand there. Called while dbt parses, before any model reads a setting: so it holds for every
  command, and nothing in a setting has been rendered.
-#}
{% macro check_settings() %}
    {%- if target.type == 'duckdb' and target.database == target.schema -%}
        {%- do customer_segments.stop(
            "The database file has the name of its schema, '" ~ target.schema ~ "', which DuckDB cannot tell apart; "
            ~ 'name the file otherwise, such as build/shop.duckdb.'
        ) -%}
    {%- endif -%}
    {%- do customer_segments.check_names() -%}
    {%- do customer_segments.check_text() -%}
    {%- do customer_segments.check_open_questions() -%}
    {%- for name, rule in customer_segments.setting_rules().items() -%}
        {%- do customer_segments.check_value(name, var(name), rule) -%}
    {%- endfor -%}
    {%- set constants = var('segments_tuning') -%}
    {%- set known = var('segments_tuning_defaults') -%}
    {%- if constants is not mapping -%}
        {%- do customer_segments.refuse('segments_tuning', constants, 'constants by name such as {purchase_half_life_days: 120}, or {}') -%}
    {%- endif -%}
    {%- for name, value in constants.items() -%}
        {%- if name not in known -%}{%- do customer_segments.refuse_name('segments_tuning', name, known.keys() | list) -%}{%- endif -%}
        {%- do customer_segments.check_value('segments_tuning.' ~ name, value, {'numbers': known[name][1:]}) -%}
    {%- endfor -%}
    {%- do customer_segments.check_attributes() -%}
    {%- do customer_segments.check_input_settings() -%}
    {%- do customer_segments.check_clustering_features() -%}
    {%- do customer_segments.check_rfm() -%}
    {%- if var('segments_cluster_count_min') > var('segments_cluster_count_max') -%}
        {%- do customer_segments.refuse(
            'segments_cluster_count_min', var('segments_cluster_count_min'),
            'a number no larger than segments_cluster_count_max, ' ~ var('segments_cluster_count_max')
        ) -%}
    {%- endif -%}
    {%- if var('segments_input_grain') == 'customer' and not var('segments_as_of_date') -%}
        {%- do customer_segments.refuse(
            'segments_as_of_date', 'null while segments_input_grain is customer',
            'the day the customers were measured on, such as 2025-01-31, because no order says it'
        ) -%}
    {%- endif -%}
    {%- if var('segments_incremental') and target.type != 'duckdb' -%}
        {%- do customer_segments.refuse('segments_incremental', true, 'false, because this target builds everything each time; only DuckDB keeps lines') -%}
    {%- endif -%}
    {%- if var('segments_model_version') and not var('segments_previous_schema') -%}
        {%- do customer_segments.refuse(
            'segments_model_version', var('segments_model_version'),
            'null, or name in segments_previous_schema the schema whose segments__model_parameters holds the version'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#-
  Every setting that is a single value, and what may stand there: a range of numbers (whole ones
  where both ends are whole and the highest is not 1), choices, a date, or text of a pattern. The
  comments in dbt_project.yml state the same ranges; a test compares them.
-#}
{% macro setting_rules() %}
    {%- set switch = {'choices': [true, false]} -%}
    {%- set switch_or_null = {'choices': [true, false], 'or_null': true} -%}
    {%- set share = {'numbers': (0, 1)} -%}
    {%- set rules = {
        'segments_currency': {'pattern': '[A-Za-z]{3}', 'wanted': 'a three-letter currency code such as EUR'},
        'segments_business_timezone': {
            'pattern': '[A-Za-z]+([_/+-][A-Za-z0-9_+-]+)*', 'wanted': 'a time zone such as Europe/London'
        },
        'segments_as_of_date': {'date': '2025-01-31', 'or_null': true},
        'segments_input_grain': {'choices': ['line', 'order', 'customer']},
        'segments_cluster_count': {'numbers': (2, 20), 'or_null': true},
        'segments_campaign_budget': {'numbers': (0, 1000000000.0), 'or_null': true},
        'segments_using_metrics': switch_or_null,
        'segments_sensitive_in_clusters': switch,
        'segments_cancelled_order_prefix': {
            'pattern': '[A-Za-z0-9_-]{0,10}', 'wanted': 'up to ten letters, digits, _ or -', 'or_null': true
        },
        'segments_return_window_days': {'numbers': (0, 3650)},
        'segments_largest_quantity': {'numbers': (1, 9999999999)},
        'segments_largest_unit_price': {'numbers': (1, 100000000000)},
        'segments_zero_prices': {'choices': ['reject', 'keep']},
        'segments_duplicate_lines': {'choices': ['auto', 'reject', 'keep']},
        'segments_overlapping_files': {'choices': ['keep', 'later_wins']},
        'segments_earliest_order_date': {'date': '2000-01-01', 'or_null': true},
        'segments_latest_order_date': {'date': '2025-01-31', 'or_null': true},
        'segments_winsor_share': {'numbers': (0, 0.2)},
        'segments_preference_components': {'numbers': (0, 10)},
        'segments_rfm_score_count': {'numbers': (2, 5)},
        'segments_algorithm': {'choices': customer_segments.algorithms()},
        'segments_cluster_count_min': {'numbers': (2, 20)},
        'segments_cluster_count_max': {'numbers': (2, 20)},
        'segments_smallest_clustered_shop': {'numbers': (0, 100000)},
        'segments_smallest_segment_share': {'numbers': (0, 0.5)},
        'segments_without_groups': {'choices': ['partition', 'money_tiers']},
        'segments_money_tier_count': {'numbers': (2, 20)},
        'segments_sample_size': {'numbers': (100, 200000)},
        'segments_random_seed': {'numbers': (0, 4294967295)},
        'segments_incremental': switch,
        'segments_previous_schema': {
            'pattern': '[A-Za-z_][A-Za-z0-9_]{0,62}|[\\w ./-]{1,400}/', 'or_null': true,
            'wanted': 'the name of a schema of letters, digits and _, a folder that ends in /, or null'
        },
        'segments_model_version': {'numbers': (1, 1000000), 'or_null': true},
        'segments_hysteresis': share,
        'segments_history_months': {'numbers': (1, 120)},
        'segments_top_product_count': {'numbers': (1, 1000)},
        'segments_recent_days': {'numbers': (1, 365)},
        'segments_recommendation_count': {'numbers': (1, 100)},
        'segments_recommendation_method': {'choices': [none] + customer_segments.recommendation_methods()},
        'segments_recommendation_scope': {'choices': ['shop', 'segment']},
        'segments_recommendations_per_category': {'numbers': (1, 100)},
        'segments_recommendation_smallest_stock': {'numbers': (0, 1000000000)},
        'segments_recommendation_margin_weight': share,
        'segments_same_name_is_same_product': switch,
        'segments_returned_products_count': switch,
        'segments_campaign_largest_share': share,
        'segments_holdout_share': {'numbers': (0, 0.5)},
        'segments_campaign_days': {'numbers': (1, 365)},
        'segments_campaign_salt': {'pattern': '[A-Za-z0-9._-]{1,40}', 'wanted': 'up to 40 letters, digits, ., _ or -'}
    } -%}
    {%- for module in [
        'lifetime_value', 'history', 'recommendations', 'bundles', 'campaigns', 'exploration', 'evaluation',
        'explanations', 'quality'
    ] -%}
        {%- do rules.update({'segments_using_' ~ module: switch}) -%}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}

{#- One value by one rule of setting_rules. -#}
{% macro check_value(name, value, rule) %}
    {%- set is_empty = value is none or value is string and value == '' -%}
    {%- if is_empty and rule.get('or_null') -%}{{ return('') }}{%- endif -%}
    {%- if 'numbers' in rule -%}
        {%- set lowest, highest = rule.numbers -%}
        {%- set is_whole = highest is integer and highest > 1 -%}
        {%- set is_number = value is number and value is not boolean -%}
        {%- if not is_number or value != value or (is_whole and value is not integer) or value < lowest or value > highest -%}
            {%- do customer_segments.refuse(
                name, value,
                ('a whole number' if is_whole else 'a number') ~ ' from ' ~ lowest ~ ' to ' ~ '%.15g' | format(highest),
                is_text_wrong=true
            ) -%}
        {%- endif -%}
    {%- elif 'choices' in rule -%}
        {#- true equals 1, so kinds are compared too -#}
        {%- set is_switch = true in rule.choices -%}
        {%- if value not in rule.choices or (value is boolean) != is_switch -%}
            {%- set words = [] -%}
            {%- for choice in rule.choices -%}{%- do words.append(customer_segments.shown(choice)) -%}{%- endfor -%}
            {%- do customer_segments.refuse(
                name, value, 'true or false' if is_switch else 'one of ' ~ words | join(', '), is_text_wrong=is_switch
            ) -%}
        {%- endif -%}
    {%- elif 'date' in rule -%}
        {%- if not customer_segments.is_day(value | string) -%}
            {%- do customer_segments.refuse(
                name, value, 'a date such as ' ~ rule.date ~ (', or null' if rule.get('or_null') else '')
            ) -%}
        {%- endif -%}
    {%- elif not (value is string or value is integer and value is not boolean) or not modules.re.fullmatch(rule.pattern, value | string) -%}
        {%- do customer_segments.refuse(name, value, rule.wanted) -%}
    {%- endif -%}
{% endmacro %}

{#- True for text that is a day of the calendar, such as 2025-01-31. -#}
{% macro is_day(text) %}
    {%- set parts = modules.re.fullmatch('([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', text) -%}
    {%- if not parts or parts.group(1) == '0000' -%}{{ return(false) }}{%- endif -%}
    {%- set year, month, day = parts.group(1) | int, parts.group(2) | int, parts.group(3) | int -%}
    {%- set is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
    {%- set february = 29 if is_leap else 28 -%}
    {{ return(day <= (february if month == 2 else 30 if month in [4, 6, 9, 11] else 31)) }}
{% endmacro %}

{#- A constant of a study: what segments_tuning says, otherwise its default. -#}
{% macro tuning(name) %}
    {{ return(var('segments_tuning').get(name, var('segments_tuning_defaults')[name][0])) }}
{% endmacro %}
