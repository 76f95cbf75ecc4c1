"""The few files that our own pages need before anybody has signed in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from streamlit import file_util

_OWN: Final = Path(__file__).parent / "static"
_OWN_FILES: Final = {
    "sign_in.css": ("sign_in.css", "text/css"),
    "mark.svg": ("mark.svg", "image/svg+xml"),
}
# The typefaces of the app's pages lie in Streamlit's bundle under names with a hash.
_FONT_FILES: Final = {
    "sans.woff2": "SourceSansVF-Upright*.woff2",
    "serif.woff2": "SourceSerifVariable-Roman*.woff2",
}


def streamlit_bundle() -> Path:
    """Return the folder of Streamlit's page."""
    return Path(file_util.get_static_dir())


class Assets:
    """GET /assets/{name}: an allow-list, found once."""

    def __init__(self) -> None:
        media = streamlit_bundle() / "static" / "media"
        self._files = {name: (_OWN / file, kind) for name, (file, kind) in _OWN_FILES.items()}
        for name, pattern in _FONT_FILES.items():
            for path in sorted(media.glob(pattern))[:1]:
                self._files[name] = (path, "font/woff2")

    async def serve(self, request: Request) -> Response:
        """Return the file, or 404; the page's fonts fall back to the system's."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        path, kind = found
        return FileResponse(path, media_type=kind, headers={"Cache-Control": "max-age=3600"})
