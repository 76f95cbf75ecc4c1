from __future__ import annotations

import json
import threading
import time

import jsonschema
import pytest

from coach.errors import Cancelled, MalformedReply, UpstreamUnavailable
from coach.llm.ports import Delta, Finished, Message, ModelRequest
from coach.llm.scripted import RuleScriptedModel, ScriptedModel, ScriptExhausted, UnavailableModel

FORM = {
    "type": "object",
    "properties": {
        "mirror": {"type": "string", "pattern": "^(You will |It is )[a-z ,']{3,150}[.]$"},
        "question": {"type": "string"},
        "slot": {"enum": ["action", "target"]},
        "count": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
    },
    "required": ["mirror", "question", "slot", "count", "tags"],
    "additionalProperties": False,
}
ASKED = ModelRequest([Message("user", "<<< I wait for my team >>> Ask: Who will notice?")])


def never() -> threading.Event:
    return threading.Event()


def test_replies_are_played_in_order_and_requests_kept() -> None:
    model = ScriptedModel(replies=["One two.", lambda request: request.messages[0].content])
    *deltas, finished = model.stream(ASKED, never())
    assert deltas == [Delta("One "), Delta("two.")]
    assert isinstance(finished, Finished)
    assert finished.text == "One two."
    assert model.complete(ASKED, never()).text == ASKED.messages[0].content
    assert model.history == [ASKED, ASKED]


def test_running_out_is_an_error() -> None:
    model = ScriptedModel()
    with pytest.raises(ScriptExhausted, match="number 1"):
        model.complete(ASKED, never())
    model.enqueue("Yes.")
    assert model.complete(ASKED, never()).text == "Yes."


def test_a_scripted_error_is_raised_and_a_broken_reply_is_malformed() -> None:
    model = ScriptedModel(replies=[UpstreamUnavailable("gone"), '{"mirror": "x"}'])
    with pytest.raises(UpstreamUnavailable, match="gone"):
        model.complete(ASKED, never())
    with pytest.raises(MalformedReply):
        model.complete(ModelRequest(ASKED.messages, schema=FORM), never())


def test_the_rules_answer_any_schema_in_the_words_of_the_member() -> None:
    request = ModelRequest(ASKED.messages, schema=FORM)
    reply = json.loads(RuleScriptedModel().complete(request, never()).text)
    jsonschema.validate(reply, FORM)
    assert reply["mirror"] == "You will wait for your team."
    assert reply["question"] == "Ask: Who will notice?"
    assert reply["slot"] == "action"
    assert reply == json.loads(RuleScriptedModel().complete(request, never()).text)


def test_a_prefix_that_stays_is_counted_as_reused() -> None:
    model = RuleScriptedModel()
    first = [Message("system", "a b c"), Message("user", "d e")]
    assert model.complete(ModelRequest(first), never()).usage.reused_tokens == 0
    usage = model.complete(ModelRequest([*first, Message("user", "f")]), never()).usage
    assert (usage.prompt_tokens, usage.reused_tokens) == (6, 5)
    other = model.complete(ModelRequest(first, lane="extract"), never()).usage
    assert other.reused_tokens == 0


def test_stop_acts_before_the_first_word() -> None:
    stop = threading.Event()
    timer = threading.Timer(0.1, stop.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        RuleScriptedModel(delay_s=30).complete(ASKED, stop)
    assert time.monotonic() - began < 1
    timer.join()


def test_no_model_says_so() -> None:
    model = UnavailableModel()
    assert (model.status().kind, model.status().state) == ("none", "absent")
    with pytest.raises(UpstreamUnavailable, match="COACH_LLM"):
        model.complete(ASKED, never())
