"""One call as a bounded series of attempts, run on the client's loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import openai
from openai import AsyncOpenAI
from tenacity import AsyncRetrying, RetryCallState, wait_random_exponential

from coach.errors import MalformedReply, UpstreamError, UpstreamUnavailable
from coach.llm.dialect import REFUSALS, Dialect
from coach.llm.endpoint import Endpoint, RetryPolicy
from coach.llm.ports import Delta, Finished, Message, ModelRequest, Usage
from coach.llm.replies import checked_json, in_words

_RETRIED = frozenset({408, 409, 425, 429})
_SERVER_ERROR = 500
_REPAIR = "That was not the JSON that was asked for."


class _Again(Exception):
    """An attempt failed in a way that the next one may not."""

    def __init__(self, error: UpstreamError, after_s: float | None = None) -> None:
        self.error = error
        self.after_s = after_s
        super().__init__()


@dataclass(slots=True)
class _Answer:
    """What a stream has brought so far."""

    text: str = ""
    model: str = ""
    finish_reason: str | None = None
    usage: Usage = field(default_factory=Usage)

    def take(self, chunk: Any) -> str:  # noqa: ANN401  # servers send what they like
        """Add a chunk; return its text."""
        self.model = getattr(chunk, "model", None) or self.model
        self.usage = _usage(chunk, self.usage)
        choices = getattr(chunk, "choices", None) or []
        if not choices:
            return ""
        choice = choices[0]
        self.finish_reason = getattr(choice, "finish_reason", None) or self.finish_reason
        text = getattr(getattr(choice, "delta", None), "content", None)
        text = text if isinstance(text, str) else ""
        self.text += text
        return text


class Call:
    """One request to one server: attempts until an answer is whole, or the error that remains.

    `emit` gets deltas as they come, and ends retries with the first; None collects silently.
    `learn` is told the dialect in which the server answered.
    """

    def __init__(
        self,
        client: AsyncOpenAI,
        endpoint: Endpoint,
        dialect: Dialect,
        retry: RetryPolicy,
        emit: Callable[[Delta], None] | None = None,
        learn: Callable[[Dialect], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._dialect = dialect
        self._retry = retry
        self._emit = emit
        self._learn = learn
        self._attempt = 0
        self._shown = False

    async def run(self, request: ModelRequest, timeout_s: float) -> Finished:
        """Return the finished reply within `timeout_s` seconds in all."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._attempts(request)
        except TimeoutError as error:
            raise UpstreamUnavailable(
                f"{self._name()} did not finish a reply within {timeout_s:g} seconds: "
                "raise COACH_LLM_TIMEOUT_S or choose a faster model."
            ) from error

    async def prefill(self, request: ModelRequest) -> None:
        """Have the server read a prompt; failure only costs speed."""
        body = self._dialect.body(request, self._endpoint.model)
        try:
            stream = await self._client.chat.completions.create(**body)
            async with stream:
                async for _ in stream:
                    pass
        except (openai.OpenAIError, json.JSONDecodeError):
            return

    async def _attempts(self, request: ModelRequest) -> Finished:
        retrying = AsyncRetrying(
            stop=self._stop, wait=self._wait, retry=self._retryable, reraise=True
        )
        try:
            return await retrying(self._one, request)
        except _Again as last:
            raise last.error from None

    async def _one(self, request: ModelRequest) -> Finished:
        """Make one attempt. Errors lose their cause: a server's words may quote a member's."""
        self._attempt += 1
        try:
            return await self._in_a_dialect(request)
        except openai.APIStatusError as error:
            raise self._after_status(error) from None
        except openai.APITimeoutError:
            raise _Again(self._unavailable("did not answer in time")) from None
        except openai.APIConnectionError:
            raise _Again(self._unavailable("cannot be reached")) from None
        except openai.APIError:  # an error event inside the stream
            raise _Again(self._unavailable("broke off its reply")) from None
        except json.JSONDecodeError:
            raise _Again(MalformedReply(f"{self._name()} sent a broken stream.")) from None

    async def _in_a_dialect(self, request: ModelRequest) -> Finished:
        """Try weaker requests while the server refuses fields; remember the one that worked."""
        dialect = self._dialect
        while True:
            try:
                finished = await self._answer(request, dialect)
            except openai.APIStatusError as error:
                weaker = _next_dialect(dialect, error, schema=request.schema is not None)
                if weaker is None:
                    raise
                dialect = weaker
                continue
            self._dialect = dialect
            self._learn(dialect)
            return finished

    async def _answer(self, request: ModelRequest, dialect: Dialect) -> Finished:
        in_text = request.schema is not None and dialect.schema_mode == "text"
        answer = await self._read(request, dialect, show=not in_text)
        if request.schema is None:
            return self._finished(answer, answer.text)
        try:
            text = checked_json(answer.text, request.schema)
        except MalformedReply as error:
            if not in_text:
                raise self._malformed(answer, error) from None
            answer, text = await self._repaired(request, answer, dialect)
        if in_text and self._emit is not None:
            self._show(text)
        return self._finished(answer, text)

    async def _repaired(
        self, request: ModelRequest, broken: _Answer, dialect: Dialect
    ) -> tuple[_Answer, str]:
        """Show the model its broken reply once, and take the second one or none."""
        schema = request.schema or {}
        again = [
            *request.messages,
            Message("assistant", broken.text),
            Message("user", f"{_REPAIR} {in_words(schema)}"),
        ]
        answer = await self._read(replace(request, messages=again), dialect, show=False)
        return answer, checked_json(answer.text, schema)

    async def _read(self, request: ModelRequest, dialect: Dialect, *, show: bool) -> _Answer:
        answer = _Answer()
        body = dialect.body(request, self._endpoint.model)
        stream = await self._client.chat.completions.create(**body)
        async with stream:
            async for chunk in stream:
                text = answer.take(chunk)
                if text and show:
                    self._show(text)
        if not answer.text.strip():
            raise _Again(MalformedReply(f"{self._name()} sent an empty reply."))
        if answer.finish_reason is None and request.schema is None:
            raise _Again(MalformedReply(f"{self._name()} broke off its reply."))
        return answer

    def _show(self, text: str) -> None:
        if self._emit is not None:
            self._shown = True
            self._emit(Delta(text))

    def _finished(self, answer: _Answer, text: str) -> Finished:
        model = answer.model or self._endpoint.model
        return Finished(text, answer.usage, model, self._attempt)

    def _malformed(self, answer: _Answer, error: MalformedReply) -> _Again:
        """A reply that does not fit: cut off, or from a server that overlooks the schema."""
        if answer.finish_reason == "length":
            return _Again(MalformedReply(f"{self._name()} did not finish its reply: too long."))
        overlooked = "{" not in answer.text and not self._dialect.lanes
        if overlooked and (weaker := self._dialect.weaker()):
            self._dialect = weaker
            self._learn(weaker)
        return _Again(error)

    def _after_status(self, error: openai.APIStatusError) -> Exception:
        status = error.status_code
        if status in _RETRIED or status >= _SERVER_ERROR:
            problem = "is busy" if status == 429 else f"failed with status {status}"  # noqa: PLR2004
            return _Again(self._unavailable(problem), _retry_after(error))
        if status in {401, 403}:
            return self._unavailable("refused the key", "check COACH_LLM_API_KEY")
        if status == 404:  # noqa: PLR2004
            return self._unavailable(
                "was not found", "check COACH_LLM_BASE_URL and COACH_LLM_MODEL"
            )
        return self._unavailable(f"refused the request with status {status}")

    def _unavailable(
        self, problem: str, remedy: str = "check that it runs, or try again later"
    ) -> UpstreamUnavailable:
        return UpstreamUnavailable(f"{self._name()} {problem}: {remedy}.")

    def _name(self) -> str:
        where = "on" if self._endpoint.is_local else "at"
        return f"The model {self._endpoint.model!r} {where} {self._endpoint.place}"

    def _retryable(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        return isinstance(error, _Again) and not self._shown

    def _stop(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        broken = isinstance(error, _Again) and isinstance(error.error, MalformedReply)
        limit = self._retry.broken_replies if broken else self._retry.attempts
        return state.attempt_number >= min(limit, self._retry.attempts)

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        policy = self._retry
        jittered = wait_random_exponential(policy.first_wait_s, policy.longest_wait_s)(state)
        asked = error.after_s if isinstance(error, _Again) else None
        return jittered if asked is None else min(asked + jittered / 4, policy.longest_wait_s)


def _next_dialect(
    dialect: Dialect, error: openai.APIStatusError, *, schema: bool
) -> Dialect | None:
    """Return the dialect to try after a refusal; None when the refusal stands."""
    if error.status_code not in REFUSALS:
        return None
    return dialect.after_refusal(str(error.body or ""), schema=schema)


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Read Retry-After in seconds; a date or nonsense counts as absent."""
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _usage(chunk: Any, before: Usage) -> Usage:  # noqa: ANN401
    """Read token counts from a chunk: OpenAI's usage, else llama.cpp's timings."""
    usage = getattr(chunk, "usage", None)
    if usage is not None:
        details = getattr(usage, "prompt_tokens_details", None)
        reused = getattr(details, "cached_tokens", None)
        prompt, output = usage.prompt_tokens, usage.completion_tokens
        return Usage(prompt, before.reused_tokens if reused is None else reused, output)
    timings: object = (getattr(chunk, "model_extra", None) or {}).get("timings")
    if not isinstance(timings, Mapping):
        return before
    reused, read = timings.get("cache_n"), timings.get("prompt_n")
    if not isinstance(reused, int) or not isinstance(read, int):
        return before
    return Usage(reused + read, reused, timings.get("predicted_n"))
