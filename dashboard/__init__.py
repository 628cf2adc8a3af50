"""The published tables in a browser: Streamlit pages over one whole version."""
