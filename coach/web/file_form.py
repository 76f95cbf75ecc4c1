"""Reading a form of ours that brings one file: in memory, up to a size, in good time."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from anyio import fail_after
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from coach.errors import InvalidInput

_LONGEST_S: Final = 60.0
_BESIDE: Final = 16 * 1024
"""Bytes of a form beside its file: its fields, and what stands between the parts."""
_NOT_WHOLE: Final = "This form did not arrive whole: please send it again."


async def read_file_form(
    request: Request, name: str, *, most_bytes: int
) -> tuple[dict[str, str], bytes]:
    """Return the fields of a posted form, and the bytes of the file called `name`, if it has one.

    InvalidInput for another kind of form, one that is larger or does not arrive whole.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "multipart/form-data":
        raise InvalidInput("This form was sent in a way that we do not read: use the page itself.")
    parser = MultiPartParser(
        request.headers,
        _limited(request, most_bytes + _BESIDE),
        max_files=1,
        max_fields=5,
        max_part_size=_BESIDE,
    )
    parser.spool_max_size = most_bytes + _BESIDE  # nothing of it is ever written to a disk
    try:
        with fail_after(_LONGEST_S):
            form = await parser.parse()
    except (TimeoutError, ClientDisconnect, MultiPartException, KeyError) as error:
        raise InvalidInput(_NOT_WHOLE) from error
    sent = form.get(name)
    try:
        content = await sent.read() if isinstance(sent, UploadFile) else b""
    finally:
        await form.close()
    return {key: value for key, value in form.items() if isinstance(value, str)}, content


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    arrived = 0
    async for chunk in request.stream():
        arrived += len(chunk)
        if arrived > most:
            raise InvalidInput("The file is too large: take a part of it.")
        yield chunk
