"""The peer of the benchmark of many sessions: the shortest chat that Streamlit's manual shows.

    STAND_IN=http://127.0.0.1:9000/v1 streamlit run benchmarks/bare_chat.py

No sign-in, no database, no checks: what an open page and a streamed reply cost at the least.
"""

from __future__ import annotations

import os

import streamlit as st
from openai import OpenAI


@st.cache_resource
def endpoint() -> OpenAI:
    """Return the one client of the process."""
    return OpenAI(base_url=os.environ["STAND_IN"], api_key="none", max_retries=0, timeout=120)


def main() -> None:
    """Draw the conversation, and stream the next reply."""
    said = st.session_state.setdefault("said", [])
    for message in said:
        st.chat_message(message["role"]).markdown(message["content"])
    words = st.chat_input("Write")
    if not words:
        return
    said.append({"role": "user", "content": words})
    st.chat_message("user").markdown(words)
    stream = endpoint().chat.completions.create(model="stand-in", messages=said, stream=True)
    with st.chat_message("assistant"):
        said.append({"role": "assistant", "content": st.write_stream(stream)})


main()
