"""The version of dbt-spark it is written for."""

version = "1.11.0"
