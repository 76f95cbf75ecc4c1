"""From settings to the embedding model of this installation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from coach.errors import SetupError
from coach.llm.catalogue import EmbeddingModel, load_catalogue
from coach.llm.endpoint import Endpoint
from coach.llm.weights import is_present, verify
from coach.repertoire.onnx_embedder import OnnxEmbedder
from coach.repertoire.ports import Embedder
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.repertoire.endpoint_embedder import EndpointEmbedder


def build_embedder(settings: Settings) -> Embedder | None:
    """Return the embedding model of the settings; None for COACH_EMBED=none.

    WeightsError when its weights are missing or not the pinned ones, SetupError when a setting does
    not fit: search then goes by words alone. Nothing is loaded before the first text.
    """
    match settings.embed_mode:
        case "onnx":
            return _onnx(settings)
        case "endpoint":
            return _endpoint(settings)
        case "scripted":
            return ScriptedEmbedder()
        case "none":
            return None


def embedding_model(settings: Settings) -> EmbeddingModel | None:
    """Return the catalogue's entry that the settings use; None where no weights are needed."""
    if settings.embed_mode != "onnx":
        return None
    return load_catalogue().find_embedding(settings.embed_model)


def is_here(model: EmbeddingModel, settings: Settings) -> bool:
    """Say whether every file of the model lies in the models folder."""
    return all(is_present(file, settings.models_dir) for file in model.files)


def _onnx(settings: Settings) -> OnnxEmbedder:
    model = load_catalogue().find_embedding(settings.embed_model)
    if settings.embed_window > model.longest:
        raise SetupError(
            f"COACH_EMBED_WINDOW is {settings.embed_window}, and {model.name!r} reads at most "
            f"{model.longest} tokens: set {model.longest} or less."
        )
    weights, tokenizer = (verify(file, settings.models_dir) for file in model.files)
    return OnnxEmbedder(
        model.name,
        weights,
        tokenizer,
        dimensions=model.dimensions,
        window=settings.embed_window,
        threads=settings.embed_threads or os.cpu_count() or 1,
    )


def _endpoint(settings: Settings) -> EndpointEmbedder:
    from coach.repertoire.endpoint_embedder import EndpointEmbedder  # noqa: PLC0415 - openai: a second

    address = settings.embed_base_url
    if not address.startswith(("http://", "https://")):
        raise SetupError(
            f"COACH_EMBED_BASE_URL is {address!r}: give an address such as "
            "http://localhost:8080/v1."
        )
    if not settings.embed_model:
        raise SetupError("COACH_EMBED_MODEL is empty: name the embedding model of the endpoint.")
    key = settings.embed_api_key.get_secret_value()
    endpoint = Endpoint(address, settings.embed_model, key)
    return EndpointEmbedder(endpoint, window=settings.embed_window)
