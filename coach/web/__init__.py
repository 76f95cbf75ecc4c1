"""The web app: the gate and its own pages, and the Streamlit pages. Draws; decides nothing."""
