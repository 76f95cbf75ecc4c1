"""The few converters of markitdown that we use, each loaded alone.

`import markitdown` loads every converter, among them those that fetch (YouTube, Wikipedia, Bing,
feeds), call a service or run a program (audio, pictures), and takes two to four seconds. Here the
package's own `__init__` never runs: a bare package stands in for it, so plugins, `requests` and
those converters do not even exist in this process. Only for a process that does nothing else.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import sys
from types import ModuleType
from typing import Any, Final

_CLASSES: Final = {
    "pdf": ("_pdf_converter", "PdfConverter"),
    "docx": ("_docx_converter", "DocxConverter"),
    "pptx": ("_pptx_converter", "PptxConverter"),
    "html": ("_html_converter", "HtmlConverter"),
    "epub": ("_epub_converter", "EpubConverter"),
    "msg": ("_outlook_msg_converter", "OutlookMsgConverter"),
}


def convert_with(name: str, data: bytes) -> tuple[str, str]:
    """Return title and Markdown of one file. Raises whatever the converter's parsers raise."""
    module, converter = _CLASSES[name]
    _stand_in("markitdown")
    _stand_in("markitdown.converters")
    kind: Any = getattr(importlib.import_module(f"markitdown.converters.{module}"), converter)
    info: Any = importlib.import_module("markitdown._stream_info").StreamInfo(charset="utf-8")
    result = kind().convert(io.BytesIO(data), info)
    return str(result.title or ""), str(result.markdown)


def _stand_in(name: str) -> None:
    """Register a package that finds its modules but runs none of its own code."""
    if name in sys.modules:
        return
    parent, _, child = name.rpartition(".")
    if parent:
        places = [f"{place}/{child}" for place in sys.modules[parent].__path__]
    else:
        spec = importlib.util.find_spec(name)
        places = list(spec.submodule_search_locations or ()) if spec else []
    package = ModuleType(name)
    package.__path__ = places
    sys.modules[name] = package
