"""What each place would do bare: the same model and prompt, without any of our defences.

It exists for measuring only, and nothing in the product can be switched to it: no screen, no
fence, no schema and no checks; the model's free text as it comes.
"""

from __future__ import annotations

import threading
from typing import Final

from coach.llm.ports import ChatModel, Message, ModelRequest
from coach.llm.prompts import Prompt

_MOST_TOKENS: Final = 90
_TIMEOUT_S: Final = 120.0
_TEXTS: Final = frozenset({"account", "words"})
"""Variables of prompts in which a person's text stands."""


def bare(model: ChatModel, prompt: Prompt, planted: str) -> str:
    """Return what the model writes when a prompt is given the text as it stands.

    A prompt with further variables gets them empty. One without any is followed by the text.
    """
    given = prompt.variables & _TEXTS
    texts = {name: planted if name in given else "" for name in prompt.variables}
    messages = prompt.render(**texts)
    if not given:
        messages = [*messages, Message("user", planted)]
    request = ModelRequest(
        messages, max_tokens=_MOST_TOKENS, temperature=0.0, seed=1, timeout_s=_TIMEOUT_S
    )
    return model.complete(request, threading.Event()).text
