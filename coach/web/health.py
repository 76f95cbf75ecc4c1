"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from coach.bootstrap import Services


class HealthPages:
    """GET /healthz and /readyz, for whoever watches over the process; nothing secret in them."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services

    async def live(self, _request: Request) -> Response:
        """Answer as long as the process can answer."""
        return JSONResponse({"status": "ok"})

    async def ready(self, _request: Request) -> Response:
        """Report database, index and model; 503 only when the database does not answer.

        A model that warms up or is down is no failure: the question bank serves until then.
        """
        database_ok = await run_in_threadpool(self._database_answers)
        model = self._services().model.status()
        report = {
            "status": "ok" if database_ok else "unavailable",
            "database": "ok" if database_ok else "does not answer",
            "index": self._index(),
            "model": {"kind": model.kind, "state": model.state},
        }
        return JSONResponse(report, 200 if database_ok else 503)

    def _index(self) -> str:
        """Return how far the index is; search goes on meanwhile."""
        index = self._services().repertoire.index
        return index.state().phase if index is not None else "none: search goes by words"

    def _database_answers(self) -> bool:
        try:
            self._services().database.ping()
        except (SQLAlchemyError, OSError):
            return False
        return True
