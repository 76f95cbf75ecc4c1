"""An embedding model behind any OpenAI-compatible address."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import openai
from numpy.typing import NDArray
from openai import DefaultHttpxClient, OpenAI, Timeout
from tenacity import RetryCallState, Retrying, stop_after_attempt, wait_random_exponential

from coach.errors import MalformedReply, UpstreamError, UpstreamUnavailable
from coach.llm.endpoint import Endpoint, RetryPolicy
from coach.repertoire.ports import Vectors

_BATCH: Final = 64
_CHARACTERS_A_TOKEN: Final = 4
_BYTES_A_TOKEN: Final = 4.0
_TOKENS_A_WORD: Final = 1.35
_CONNECT_S: Final = 5.0
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429
_RETRIED: Final = frozenset({408, 409, 425, _TOO_MANY})
_PROBE: Final = "dimensions"


class _Again(Exception):
    """An attempt failed in a way that the next one may not."""

    def __init__(self, error: UpstreamError, after_s: float | None = None) -> None:
        self.error = error
        self.after_s = after_s
        super().__init__()


class EndpointEmbedder:
    """An Embedder over HTTP. Threads may share it.

    How many numbers a vector has is learnt from the first reply, and every later one must agree.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        window: int = 256,
        timeout_s: float = 30.0,
        retry: RetryPolicy | None = None,
    ) -> None:
        # At DEBUG the library logs whole requests: a member's words.
        logging.getLogger("openai").setLevel(logging.WARNING)
        self._endpoint = endpoint
        self._window = window
        self._retry = retry or RetryPolicy()
        self._lock = threading.Lock()
        self._dimensions = 0
        timeout = Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
        self._client = OpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",
            max_retries=0,
            timeout=timeout,
            # A proxy of the environment must never see what is meant for this computer.
            http_client=DefaultHttpxClient(trust_env=not endpoint.is_local, timeout=timeout),
        )

    @property
    def name(self) -> str:
        """The endpoint's model and the window that texts are cut to."""
        return f"{self._endpoint.model}-{self._window}"

    @property
    def dimensions(self) -> int:
        """Numbers in one vector; asks the endpoint the first time, so UpstreamError may come."""
        if not self._dimensions:
            self.embed([_PROBE])
        return self._dimensions

    @property
    def window(self) -> int:
        """Estimated tokens of one text that are sent; the rest is cut off."""
        return self._window

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 a text, in their order. UpstreamError when it fails."""
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        longest = self._window * _CHARACTERS_A_TOKEN
        sent = [text[:longest] or " " for text in texts]
        starts = range(0, len(sent), _BATCH)
        return np.concatenate([self._batch(sent[start : start + _BATCH]) for start in starts])

    def count(self, text: str) -> int:
        """Estimate a text's tokens from its words and bytes; rather too many than too few."""
        by_words = len(text.split()) * _TOKENS_A_WORD
        return 2 + math.ceil(max(by_words, len(text.encode()) / _BYTES_A_TOKEN))

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def _batch(self, texts: list[str]) -> Vectors:
        retrying = Retrying(
            stop=stop_after_attempt(self._retry.attempts),
            wait=self._wait,
            retry=lambda state: isinstance(_failure(state), _Again),
            reraise=True,
        )
        try:
            rows: Vectors = retrying(self._once, texts)
        except _Again as last:
            raise last.error from None
        return rows

    def _once(self, texts: list[str]) -> Vectors:
        """Make one attempt. Errors lose their cause: a server's words may quote a member's."""
        try:
            reply = self._client.embeddings.create(
                input=texts, model=self._endpoint.model, encoding_format="float"
            )
        except openai.APIStatusError as error:
            raise self._after_status(error) from None
        except openai.APITimeoutError:
            raise _Again(self._unavailable("did not answer in time")) from None
        except openai.APIConnectionError:
            raise _Again(self._unavailable("cannot be reached")) from None
        except (openai.OpenAIError, ValueError):
            raise _Again(self._malformed("something that is no embedding")) from None
        return self._checked(reply, len(texts))

    def _checked(self, reply: object, expected: int) -> Vectors:
        """Return the rows in the order of the texts, each of length 1."""
        try:
            entries = sorted(reply.data, key=lambda entry: entry.index)  # type: ignore[attr-defined]
            rows = np.asarray([entry.embedding for entry in entries], np.float32)
            places = [entry.index for entry in entries]
        except (AttributeError, TypeError, ValueError):
            raise _Again(self._malformed("something that is no embedding")) from None
        if places != list(range(expected)) or rows.ndim != 2:  # noqa: PLR2004  # rows, numbers
            raise _Again(self._malformed(f"{len(places)} vectors for {expected} texts"))
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise _Again(self._malformed("vectors without a direction"))
        self._agree(rows)
        return np.asarray(rows / lengths, np.float32)

    def _agree(self, rows: NDArray[np.float32]) -> None:
        with self._lock:
            self._dimensions = self._dimensions or rows.shape[1]
        if rows.shape[1] != self._dimensions:
            raise self._malformed(f"vectors of {rows.shape[1]} instead of {self._dimensions}")

    def _after_status(self, error: openai.APIStatusError) -> Exception:
        status = error.status_code
        if status in _RETRIED or status >= _SERVER_ERROR:
            problem = "is busy" if status == _TOO_MANY else f"failed with status {status}"
            return _Again(self._unavailable(problem), _retry_after(error))
        if status in {401, 403}:
            return self._unavailable("refused the key", "check COACH_EMBED_API_KEY")
        if status == 404:  # noqa: PLR2004
            return self._unavailable(
                "was not found", "check COACH_EMBED_BASE_URL and COACH_EMBED_MODEL"
            )
        return self._unavailable(
            f"refused the texts with status {status}", "check COACH_EMBED_MODEL and its window"
        )

    def _unavailable(
        self, problem: str, remedy: str = "check that it runs, or try again later"
    ) -> UpstreamUnavailable:
        return UpstreamUnavailable(f"{self._called()} {problem}: {remedy}.")

    def _malformed(self, sent: str) -> MalformedReply:
        return MalformedReply(f"{self._called()} sent {sent}: check that it embeds texts.")

    def _called(self) -> str:
        where = "on" if self._endpoint.is_local else "at"
        return f"The embedding model {self._endpoint.model!r} {where} {self._endpoint.place}"

    def _wait(self, state: RetryCallState) -> float:
        policy, error = self._retry, _failure(state)
        jittered = wait_random_exponential(policy.first_wait_s, policy.longest_wait_s)(state)
        asked = error.after_s if isinstance(error, _Again) else None
        return jittered if asked is None else min(asked + jittered / 4, policy.longest_wait_s)


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Read Retry-After in seconds; a date or nonsense counts as absent."""
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None
