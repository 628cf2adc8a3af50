{#- The folds of the jackknife: each copy of the sample leaves out one of them. -#}
{% macro validation_folds() %}{{ return(50) }}{% endmacro %}

{#- The groupings that are compared, and the column of each. -#}
{% macro validated_groupings() %}
    {{ return({
        'segments': 'segment_id',
        'segments fitted before': 'refitted_cluster',
        'raw k-means': 'raw_cluster',
        'value deciles': 'value_decile',
        'RFM segments': 'rfm_segment',
        'RFM cells': 'rfm_cell',
    }) }}
{% endmacro %}
