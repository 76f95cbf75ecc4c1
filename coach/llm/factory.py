"""From settings to the one model of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import SetupError
from coach.llm.catalogue import load_catalogue
from coach.llm.embedded import EmbeddedServer
from coach.llm.embedded_model import EmbeddedChatModel
from coach.llm.endpoint import Endpoint
from coach.llm.ports import ChatModel
from coach.llm.scripted import RuleScriptedModel, UnavailableModel
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.llm.client import OpenAIChatModel


def build_model(settings: Settings) -> ChatModel:
    """Return the model that the settings name; the embedded one starts in the background.

    SetupError when a setting is missing or names an unknown model. close() it when done.
    """
    match settings.llm_mode:
        case "embedded":
            return _embedded(settings)
        case "endpoint":
            return _endpoint(settings)
        case "scripted":
            return RuleScriptedModel(delay_s=settings.llm_scripted_delay_s)
        case "none":
            return UnavailableModel()


def _embedded(settings: Settings) -> EmbeddedChatModel:
    server = EmbeddedServer(
        load_catalogue().find(settings.llm_model),
        settings.models_dir,
        settings.home,
        threads=settings.llm_threads,
    )
    return EmbeddedChatModel(server, timeout_s=settings.llm_timeout_s)


def _endpoint(settings: Settings) -> OpenAIChatModel:
    from coach.llm.client import OpenAIChatModel  # noqa: PLC0415 - a second that few starts need

    address = settings.llm_base_url
    if not address.startswith(("http://", "https://")):
        raise SetupError(
            f"COACH_LLM_BASE_URL is {address!r}: give an address such as http://localhost:8080/v1."
        )
    if not settings.llm_model:
        raise SetupError("COACH_LLM_MODEL is empty: name the model that the endpoint should use.")
    key = settings.llm_api_key.get_secret_value()
    endpoint = Endpoint(address, settings.llm_model, key)
    return OpenAIChatModel(endpoint, timeout_s=settings.llm_timeout_s)
