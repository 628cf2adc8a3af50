{#- The folds of the jackknife: each copy of the sample leaves out one of them. -#}
{% macro validation_folds() %}{{ return(50) }}{% endmacro %}
