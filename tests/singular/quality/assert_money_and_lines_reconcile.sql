-- Fails on each stage where lines or money do not reconcile.
{{ config(enabled=var('segments_using_quality') | as_bool) }}
select *
from {{ ref('segments__reconciliation') }}
where difference != 0
