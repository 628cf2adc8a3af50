-- One row per raw order line: canonical columns, typed and as text.
{{ customer_segments.staged_transactions() }}
