-- No rows: dbt parses this file before any model, so that every command refuses a wrong setting first.
{{ config(enabled=false) }}
{{ customer_segments.check_settings() if project_name == 'customer_segments' else customer_segments.check_text() }}
