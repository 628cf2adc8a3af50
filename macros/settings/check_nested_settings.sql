{#- Every input is known, and what is said of it: where it is, its columns, its dialect and its totals. -#}
{% macro check_input_settings() %}
    {%- set inputs = var('segments_inputs') -%}
    {%- set known = ['from', 'columns', 'delimiter', 'encoding', 'decimal', 'dates', 'timezone', 'totals'] -%}
    {%- if inputs is not mapping -%}
        {%- do customer_segments.refuse('segments_inputs', inputs, 'inputs by name such as {transactions: {from: data/orders.csv}}') -%}
    {%- endif -%}
    {%- for input in ['orders', 'payments'] if (inputs.get(input) or {}).get('from') and not (inputs.get('transactions') or {}).get('from') -%}
        {%- do customer_segments.stop(
            'segments_inputs.' ~ input ~ ' is joined to the lines of transactions, which is not named; name the file of the order lines '
            ~ 'transactions, or, if a row of yours is a whole order, name that file transactions and set segments_input_grain to order.'
        ) -%}
    {%- endfor -%}
    {%- for input, settings in inputs.items() if settings is not none -%}
        {%- set name = 'segments_inputs.' ~ input -%}
        {%- if input not in customer_segments.inputs() -%}
            {%- do customer_segments.refuse_name('segments_inputs', input, customer_segments.inputs()) -%}
        {%- elif settings is not mapping -%}
            {%- do customer_segments.refuse(name, settings, 'where it is such as {from: data/orders.csv}, or null') -%}
        {%- endif -%}
        {%- for setting in settings if setting not in known -%}
            {%- do customer_segments.refuse_name(name, setting, known) -%}
        {%- endfor -%}
        {%- if target.profile_name != 'customer_segments' and settings.get('from') == "{{ ref('raw_segments_" ~ input ~ "') }}" -%}
            {%- do customer_segments.stop(
                "segments_inputs is not set, and the demo shop is not installed; set it to your own such as "
                ~ "{transactions: {from: \"{{ ref('order_lines') }}\", columns: {order_id: id}}}."
            ) -%}
        {%- endif -%}
        {%- do customer_segments.check_source(name ~ '.from', settings.get('from')) -%}
        {%- do customer_segments.check_mapping(input) -%}
        {%- for setting, choices in {
            'delimiter': [none, ',', ';', '\t', '|', 'blanks'], 'encoding': ['utf-8', 'latin-1', 'cp1252', 'utf-16'],
            'decimal': ['point', 'comma'], 'dates': ['iso', 'dmy', 'mdy', 'ymd', 'excel']
        }.items() if setting in settings -%}
            {%- do customer_segments.check_value(name ~ '.' ~ setting, settings[setting], {'choices': choices}) -%}
        {%- endfor -%}
        {%- do customer_segments.check_value(
            name ~ '.timezone', settings.get('timezone'), dict(customer_segments.setting_rules()['segments_business_timezone'], or_null=true)
        ) -%}
        {%- set totals = settings.get('totals') or {} -%}
        {%- if totals is not mapping -%}
            {%- do customer_segments.refuse(name ~ '.totals', totals, 'totals by column such as {rows: 200}') -%}
        {%- endif -%}
        {%- for column, total in totals.items() -%}
            {%- set columns = ['rows'] + customer_segments.canonical_columns(input) -%}
            {%- if column not in columns -%}
                {%- do customer_segments.refuse_name(name ~ '.totals', column, columns) -%}
            {%- endif -%}
            {%- do customer_segments.check_value(name ~ '.totals.' ~ column, total, {'numbers': (-1000000000000000.0, 1000000000000000.0)}) -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}

{#- What an input is read from is a path of local files, the name of a table, or a reference; null where it is absent. -#}
{% macro check_source(name, value) %}
    {%- if value is not none and value is not string -%}
        {%- do customer_segments.refuse(name, value, 'a file, a table, or a ref or source in quotes') -%}
    {%- elif value and not customer_segments.reference_of(value) -%}
        {%- set is_path = '/' in value or customer_segments.source_kind(value) != 'relation' -%}
        {%- if is_path and modules.re.search("['\";`]|://", value) -%}
            {%- do customer_segments.refuse(name, value, 'a path of local files without quotes or semicolons') -%}
        {%- elif customer_segments.source_kind(value) == 'relation'
            and not modules.re.fullmatch('["`]?[\\w -]+["`]?([.]["`]?[\\w -]+["`]?){0,2}', value) -%}
            {%- do customer_segments.refuse(
                name, value,
                'a file or glob that ends in .parquet or .csv, a folder that ends in /, a table name, or a ref or source'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- Every customer attribute has a plain name, a type, and settings that are possible. -#}
{% macro check_attributes() %}
    {%- set name = 'segments_customer_attributes' -%}
    {%- set attributes = var(name) or {} -%}
    {%- set known = ['column', 'type', 'levels', 'sensitive', 'known_from', 'stands_for', 'more', 'less'] -%}
    {%- if attributes is not mapping -%}
        {%- do customer_segments.refuse(name, attributes, 'attributes by name such as {mood: {type: numeric}}') -%}
    {%- endif -%}
    {%- set taken = customer_segments.customer_measures() + ['customer_id', 'birth_date', 'age', 'gender', 'income', 'city', 'region', 'country'] -%}
    {%- for attribute, settings in attributes.items() -%}
        {%- set label = name ~ '.' ~ customer_segments.shown(attribute) -%}
        {%- if attribute is not string or not modules.re.fullmatch('[a-z][a-z0-9_]{0,40}', attribute) or '__' in attribute or attribute in taken -%}
            {%- do customer_segments.refuse(
                name, attribute, 'a name of lower-case letters, digits and single _ that no other column has'
            ) -%}
        {%- elif settings is not mapping -%}
            {%- do customer_segments.refuse(label, settings, 'settings such as {type: numeric}') -%}
        {%- endif -%}
        {%- for setting in settings if setting not in known -%}
            {%- do customer_segments.refuse_name(label, setting, known) -%}
        {%- endfor -%}
        {%- do customer_segments.check_value(label ~ '.type', settings.get('type'), {'choices': ['numeric', 'categorical', 'ordered']}) -%}
        {%- if settings.get('type') == 'ordered' -%}
            {%- do customer_segments.check_levels(label ~ '.levels', settings.get('levels')) -%}
        {%- else -%}
            {%- do customer_segments.check_value(label ~ '.levels', settings.get('levels', 5), {'numbers': (1, 20)}) -%}
        {%- endif -%}
        {%- do customer_segments.check_value(label ~ '.sensitive', settings.get('sensitive', false), {'choices': [true, false]}) -%}
        {%- for setting in ['column', 'more', 'less'] if setting in settings -%}
            {%- if settings[setting] is not string or not settings[setting] | trim -%}
                {%- do customer_segments.refuse(label ~ '.' ~ setting, settings[setting], 'text') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set known_from = settings.get('known_from', '2000-01-01') -%}
        {%- if known_from is not string or not customer_segments.is_day(known_from) -%}
            {%- do customer_segments.refuse(label ~ '.known_from', known_from, 'a date in quotes such as "2025-01-31"') -%}
        {%- endif -%}
        {%- set stands_for = settings.get('stands_for', 'net_amount') -%}
        {%- if stands_for not in customer_segments.standard_features() or settings.get('type') not in ['numeric', 'ordered'] and 'stands_for' in settings -%}
            {%- do customer_segments.refuse(
                label ~ '.stands_for', stands_for, 'a feature of orders such as net_amount, of a numeric or ordered attribute'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- The levels of an ordered attribute from the lowest to the highest; left out where they are bands of numbers. -#}
{% macro check_levels(name, levels) %}
    {%- if levels is not none -%}
        {%- set words = [] -%}
        {%- for level in levels if levels is not string and levels is not mapping and levels is iterable -%}
            {%- if (level is string or level is number) and level is not boolean -%}{%- do words.append(level | string | trim | lower) -%}{%- endif -%}
        {%- endfor -%}
        {%- if words | length < 2 or words | length > 50 or words | length != levels | length or words | unique | list | length != words | length -%}
            {%- do customer_segments.refuse(
                name, levels, 'a list of 2 to 50 different levels from the lowest to the highest such as [low, medium, high], or leave it out for bands of numbers'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}

{#- Every clustering feature exists and has a family with a weight and a known transform. -#}
{% macro check_clustering_features() %}
    {%- set name = 'segments_clustering_features' -%}
    {%- set features = var(name) -%}
    {%- set weights = var('segments_family_weights') -%}
    {%- set known = ['family', 'transform', 'scaling', 'winsor_share'] -%}
    {%- if weights is not mapping or not weights -%}
        {%- do customer_segments.refuse('segments_family_weights', weights, 'weights by family such as {value: 1}') -%}
    {%- endif -%}
    {%- for family, weight in weights.items() -%}
        {%- if family is not string or not modules.re.fullmatch('[a-z][a-z0-9_]{0,40}', family) -%}
            {%- do customer_segments.refuse('segments_family_weights', family, 'names of lower-case letters, digits and _') -%}
        {%- endif -%}
        {%- do customer_segments.check_value('segments_family_weights.' ~ family, weight, {'numbers': (0, 100.0)}) -%}
    {%- endfor -%}
    {%- if features is not mapping or not features -%}
        {%- do customer_segments.refuse(name, features, 'at least one feature with its family and transform') -%}
    {%- endif -%}
    {%- set catalogued = customer_segments.catalogued_features() -%}
    {%- for feature, settings in features.items() -%}
        {%- set label = name ~ '.' ~ customer_segments.shown(feature) -%}
        {%- if feature not in catalogued -%}
            {%- set near = customer_segments.nearest_name(feature, catalogued) -%}
            {%- do customer_segments.refuse(
                label, 'no feature of this shop', 'one that is there' ~ (', perhaps ' ~ near if near else '')
            ) -%}
        {%- elif settings is not mapping -%}
            {%- do customer_segments.refuse(
                label, settings, 'a family and a transform such as {family: value, transform: log1p}'
            ) -%}
        {%- elif not var('segments_sensitive_in_clusters') and (
            feature in ['age', 'gender', 'income']
            or feature in customer_segments.attribute_features()
            and customer_segments.attribute_setting(feature.split('__')[0], 'sensitive')
        ) -%}
            {%- do customer_segments.refuse(
                label, 'a sensitive attribute', 'another feature, or set segments_sensitive_in_clusters to true'
            ) -%}
        {%- endif -%}
        {%- for setting in settings if setting not in known -%}
            {%- do customer_segments.refuse_name(label, setting, known) -%}
        {%- endfor -%}
        {%- do customer_segments.check_value(
            label ~ '.transform', settings.get('transform'), {'choices': ['none', 'log1p', 'yeo_johnson', 'rank_gauss', 'raw']}
        ) -%}
        {%- do customer_segments.check_value(
            label ~ '.scaling', settings.get('scaling', 'standard'), {'choices': ['standard', 'minmax', 'robust', 'none']}
        ) -%}
        {%- do customer_segments.check_value(label ~ '.winsor_share', settings.get('winsor_share', 0), {'numbers': (0, 0.2)}) -%}
        {%- set family = settings.get('family') -%}
        {%- if family is not string or family not in weights -%}
            {%- do customer_segments.refuse(
                label ~ '.family', family, 'one of ' ~ weights.keys() | join(', ') ~ ' or give it a weight in segments_family_weights'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{#- The RFM grid is known or the user's own, and the cuts of every measure are valid. -#}
{% macro check_rfm() %}
    {%- set grid = var('segments_rfm_grid') -%}
    {%- set shipped = customer_segments.shipped_rfm_grids() -%}
    {%- if grid is not string or grid not in shipped and modules.re.fullmatch(' *[A-Za-z0-9_]* *', grid) -%}
        {%- do customer_segments.refuse(
            'segments_rfm_grid', grid,
            'one of ' ~ shipped | join(', ') ~ ', or a CSV or Parquet file or a table (schema.table) of your own'
        ) -%}
    {%- elif grid not in shipped -%}
        {%- do customer_segments.check_source('segments_rfm_grid', grid) -%}
    {%- endif -%}
    {%- set cuts = var('segments_rfm_cuts') -%}
    {%- if cuts is not mapping -%}
        {%- do customer_segments.refuse('segments_rfm_cuts', cuts, 'measures with how each is cut, or {}') -%}
    {%- endif -%}
    {%- set limit_count = customer_segments.rfm_score_count() - 1 -%}
    {%- for measure, method in cuts.items() -%}
        {%- if measure not in ['recency', 'frequency', 'monetary'] -%}
            {%- do customer_segments.refuse_name('segments_rfm_cuts', measure, ['recency', 'frequency', 'monetary']) -%}
        {%- endif -%}
        {%- set wanted = 'quantiles, natural_breaks or a list of ' ~ limit_count ~ ' different numbers, rising' -%}
        {%- if method is string or method is mapping or method is not iterable -%}
            {%- if method is mapping or method not in ['quantiles', 'natural_breaks'] -%}
                {%- do customer_segments.refuse('segments_rfm_cuts.' ~ measure, method, wanted) -%}
            {%- endif -%}
        {%- elif method | length != limit_count or method | select('number') | list | length != limit_count
            or method | select('boolean') | list or method | sort | unique | list != method | list -%}
            {%- do customer_segments.refuse('segments_rfm_cuts.' ~ measure, method, wanted) -%}
        {%- else -%}
            {%- for limit in method -%}
                {%- do customer_segments.check_value('segments_rfm_cuts.' ~ measure, limit, {'numbers': (0, 1000000000000.0)}) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
