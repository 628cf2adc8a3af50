-- One row per day of a contact and customer with an earlier order: totals to that day.
{{ config(materialized='view') }}
{{ customer_segments.customer_totals(ref('int_segments__contact_days'), by_customer=true) }}
