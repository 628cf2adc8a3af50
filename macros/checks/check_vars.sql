{#-
  Stops the run, before anything is built, at the first var that makes no sense, in one
  sentence that names the var, its value and what may stand there.
-#}
{% macro check_vars() %}
    {%- do customer_segments.check_var_names() -%}
    {%- for name, lowest, highest in customer_segments.number_vars() -%}
        {%- do customer_segments.check_number(name, lowest, highest) -%}
    {%- endfor -%}
    {%- for name, allowed in customer_segments.choice_vars() -%}
        {%- if var(name) not in allowed -%}
            {%- set words = {'None': 'null', 'True': 'true', 'False': 'false', ',': "','", ';': "';'", '\t': 'a tab', '|': "'|'"} -%}
            {%- set choices = [] -%}
            {%- for each in allowed -%}{%- do choices.append(words.get(each | string, each)) -%}{%- endfor -%}
            {%- do customer_segments.refuse(name, var(name), 'one of ' ~ choices | join(', ')) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in ['segments_as_of_date', 'segments_earliest_order_date', 'segments_latest_order_date'] -%}
        {%- do customer_segments.check_date(name) -%}
    {%- endfor -%}
    {%- do customer_segments.check_rfm() -%}
    {%- do customer_segments.check_previous() -%}
    {%- if var('segments_cluster_count_min') > var('segments_cluster_count_max') -%}
        {%- do customer_segments.refuse(
            'segments_cluster_count_min', var('segments_cluster_count_min'),
            'a number no larger than segments_cluster_count_max, ' ~ var('segments_cluster_count_max')
        ) -%}
    {%- endif -%}
    {%- if not modules.re.fullmatch('[A-Za-z0-9._-]{1,40}', var('segments_campaign_salt') | string) -%}
        {%- do customer_segments.refuse(
            'segments_campaign_salt', var('segments_campaign_salt'), 'up to 40 letters, digits, ., _ or -'
        ) -%}
    {%- endif -%}
    {%- set prefix = var('segments_cancelled_order_prefix') or '' -%}
    {%- if not modules.re.fullmatch('[A-Za-z0-9_-]{0,10}', prefix | string) -%}
        {%- do customer_segments.refuse(
            'segments_cancelled_order_prefix', prefix, 'up to ten letters, digits, _ or -'
        ) -%}
    {%- endif -%}
    {%- if not modules.re.fullmatch('[A-Za-z]+([_/+-][A-Za-z0-9_+-]+)*', var('segments_business_timezone') | string) -%}
        {%- do customer_segments.refuse(
            'segments_business_timezone', var('segments_business_timezone'), 'a time zone such as Europe/London'
        ) -%}
    {%- endif -%}
    {%- if var('segments_input_grain') == 'customer' and not var('segments_as_of_date') -%}
        {%- do customer_segments.refuse(
            'segments_as_of_date', 'null while segments_input_grain is customer',
            'the day the customers were measured on, such as 2025-01-31, because no order says it'
        ) -%}
    {%- endif -%}
    {%- do customer_segments.check_attributes() -%}
    {%- do customer_segments.check_expected_totals() -%}
    {%- do customer_segments.check_clustering_features() -%}
    {%- if not modules.re.fullmatch('[A-Za-z]{3}', var('segments_currency') | string) -%}
        {%- do customer_segments.refuse(
            'segments_currency', var('segments_currency'), 'a three-letter currency code such as EUR'
        ) -%}
    {%- endif -%}
{% endmacro %}

{#- name, lowest, highest, and whether only whole numbers may stand there: see dbt_project.yml. -#}
{% macro number_vars() %}
    {{ return([
        ('segments_return_window_days', 0, 3650),
        ('segments_product_name_days', 1, 3650),
        ('segments_largest_quantity', 1, 9999999),
        ('segments_largest_unit_price', 1, 9999999),
        ('segments_smallest_clustered_shop', 0, 100000),
        ('segments_winsor_share', 0, 0.2),
        ('segments_largest_missing_share', 0, 1),
        ('segments_largest_correlation', 0, 1),
        ('segments_preference_evidence', 0, 1000),
        ('segments_smallest_family_share', 0, 1),
        ('segments_smallest_family_cohesion', 1, 10.0),
        ('segments_preference_components', 0, 10),
        ('segments_rfm_score_count', 2, 5),
        ('segments_history_months', 1, 120),
        ('segments_drift_months', 1, 24),
        ('segments_map_customers', 0, 5000),
        ('segments_cluster_count', 2, 20),
        ('segments_cluster_count_min', 2, 20),
        ('segments_cluster_count_max', 2, 20),
        ('segments_smallest_segment_share', 0, 0.5),
        ('segments_smallest_stability', 0, 1),
        ('segments_smallest_structure', 0, 1),
        ('segments_convention_stability', 0, 1),
        ('segments_tier_count', 2, 20),
        ('segments_model_version', 1, 1000000),
        ('segments_borderline_confidence', 0, 1),
        ('segments_hysteresis', 0, 1),
        ('segments_sample_size', 100, 200000),
        ('segments_micro_clusters', 20, 2000),
        ('segments_random_seed', 0, 4294967295),
        ('segments_top_product_count', 1, 1000),
        ('segments_recommendation_count', 1, 100),
        ('segments_recommendations_per_category', 1, 100),
        ('segments_recommendation_smallest_stock', 0, 1000000000),
        ('segments_recommendation_margin_weight', 0, 1),
        ('segments_history_products', 5, 1000),
        ('segments_taste_half_life_days', 1, 3650),
        ('segments_trend_half_life_days', 1, 3650),
        ('segments_trend_weight', 0, 1),
        ('segments_trend_prior_buyers', 1, 1000),
        ('segments_recent_days', 1, 365),
        ('segments_neighbour_products', 5, 1000),
        ('segments_pair_customers', 100, 10000000),
        ('segments_bundle_products', 10, 2000),
        ('segments_bundle_smallest_support', 0, 1),
        ('segments_bundle_smallest_orders', 1, 1000000),
        ('segments_bundle_smallest_confidence', 0, 1),
        ('segments_replenishment_purchases', 2, 100),
        ('segments_backtest_weeks', 1, 52),
        ('segments_backtest_customers', 50, 100000),
        ('segments_backtest_smallest_group', 1, 100000),
        ('segments_bootstrap_copies', 20, 2000),
        ('segments_campaign_budget', 0, 1000000000.0),
        ('segments_campaign_largest_share', 0, 1),
        ('segments_campaign_days', 1, 365),
        ('segments_holdout_share', 0, 0.5)
    ]) }}
{% endmacro %}

{% macro choice_vars() %}
    {{ return([
        ('segments_input_grain', ['line', 'order', 'customer']),
        ('segments_sensitive_in_clusters', [true, false]),
        ('segments_sandbox', [none, true, false]),
        ('segments_using_metrics', [none, true, false]),
        ('segments_csv_delimiter', [none, ',', ';', '\t', '|']),
        ('segments_csv_encoding', ['utf-8', 'latin-1', 'utf-16']),
        ('segments_decimal_mark', ['point', 'comma']),
        ('segments_date_format', ['iso', 'dmy', 'mdy']),
        ('segments_zero_prices', ['reject', 'keep']),
        ('segments_duplicate_lines', ['reject', 'keep']),
        ('segments_overlapping_files', ['keep', 'later_wins']),
        ('segments_algorithm', customer_segments.algorithms()),
        ('segments_without_groups', ['convention', 'tiers']),
        ('segments_recommendation_method', [none] + customer_segments.recommendation_methods()),
        ('segments_recommendation_scope', ['shop', 'segment']),
        ('segments_same_name_is_same_product', [true, false]),
        ('segments_returned_products_count', [true, false])
    ]) }}
{% endmacro %}
