{#- Every clustering feature exists, has a family with a weight, and a transform that is known. -#}
{% macro check_clustering_features() %}
    {%- set name = 'segments_clustering_features' -%}
    {%- set features = var(name) -%}
    {%- set weights = var('segments_family_weights') -%}
    {%- set transforms = ['none', 'log1p', 'yeo_johnson', 'rank_gauss', 'raw'] -%}
    {%- set scalings = ['standard', 'minmax', 'robust', 'none'] -%}
    {%- set known_settings = ['family', 'transform', 'scaling', 'winsor_share'] -%}
    {%- if features is not mapping or not features -%}
        {%- do customer_segments.refuse(name, features, 'at least one feature with its family and transform') -%}
    {%- endif -%}
    {%- for feature, settings in features.items() -%}
        {%- if feature not in customer_segments.catalogued_features() -%}
            {%- set near = customer_segments.nearest_name(feature, customer_segments.catalogued_features()) -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature, 'no feature of segments_feature_catalog',
                'one that is there' ~ (', perhaps ' ~ near if near else '')
            ) -%}
        {%- endif -%}
        {%- if settings is not mapping -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature, settings, 'a family and a transform such as {family: value, transform: log1p}'
            ) -%}
        {%- endif -%}
        {%- if feature in customer_segments.sensitive_features() and not var('segments_sensitive_in_clusters') -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature, 'a sensitive attribute',
                'another feature, or set segments_sensitive_in_clusters to true'
            ) -%}
        {%- endif -%}
        {%- if settings.get('transform') not in transforms -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature ~ '.transform', settings.get('transform'), 'one of ' ~ transforms | join(', ')
            ) -%}
        {%- endif -%}
        {%- for setting in settings if setting not in known_settings -%}
            {%- set near = customer_segments.nearest_name(setting, known_settings) -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature ~ '.' ~ setting, 'no setting of a feature',
                'one of ' ~ known_settings | join(', ') ~ (', perhaps ' ~ near if near else '')
            ) -%}
        {%- endfor -%}
        {%- if settings.get('scaling', 'standard') not in scalings -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature ~ '.scaling', settings.get('scaling'), 'one of ' ~ scalings | join(', ')
            ) -%}
        {%- endif -%}
        {%- set share = settings.get('winsor_share', 0) -%}
        {%- if share is boolean or share is not number or share < 0 or share > 0.2 -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature ~ '.winsor_share', share, 'a number from 0 to 0.2'
            ) -%}
        {%- endif -%}
        {%- if settings.get('family') not in weights -%}
            {%- do customer_segments.refuse(
                name ~ '.' ~ feature ~ '.family', settings.get('family'),
                'one of ' ~ weights.keys() | join(', ') ~ ' or give it a weight in segments_family_weights'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for family, weight in weights.items() -%}
        {%- if weight is boolean or weight is not number or weight < 0 or weight > 100 -%}
            {%- do customer_segments.refuse('segments_family_weights.' ~ family, weight, 'a number from 0 to 100') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
