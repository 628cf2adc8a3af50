-- One row per raw order line of a customer whose lines changed: canonical columns, typed and as text.
{{ config(enabled=var('segments_incremental')) }}
{{ customer_segments.staged_transactions(is_changed_only=true) }}
