-- One row per as-of date and customer with an earlier order: totals to date and of the preceding days.
{{ config(materialized='view') }}
{{ customer_segments.customer_totals(ref('int_segments__as_of_dates')) }}
