from __future__ import annotations

import pytest
from pydantic import SecretStr

from coach.errors import SetupError
from coach.llm.catalogue import load_catalogue
from coach.llm.factory import build_model
from coach.settings import Settings


def test_each_setting_has_its_model() -> None:
    assert build_model(Settings(llm="none")).status().kind == "none"
    assert build_model(Settings(llm="scripted")).status().kind == "scripted"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://localhost:8080/v1", "this computer"),
        ("http://127.0.0.1:8080/v1", "this computer"),
        ("https://models.example.org/v1", "models.example.org"),
    ],
)
def test_an_endpoint_says_where_text_goes(address: str, place: str) -> None:
    settings = Settings(llm_base_url=address, llm_model="m", llm_api_key=SecretStr("k"))
    model = build_model(settings)
    status = model.status()
    model.close()
    assert (status.kind, status.name, status.place) == ("endpoint", "m", place)


def test_a_half_set_endpoint_is_refused() -> None:
    with pytest.raises(SetupError, match="COACH_LLM_MODEL"):
        build_model(Settings(llm_base_url="http://localhost/v1"))
    with pytest.raises(SetupError, match="COACH_LLM_BASE_URL"):
        build_model(Settings(llm="endpoint", llm_model="m"))


def test_an_unknown_embedded_model_is_refused() -> None:
    with pytest.raises(SetupError, match="coach model list"):
        build_model(Settings(llm_model="nonsense"))


def test_the_catalogue_pins_its_default() -> None:
    catalogue = load_catalogue()
    model = catalogue.find()
    assert model.name == catalogue.default
    assert model.parts is not None
    last = model.bytes - model.parts.bytes * (model.parts.count - 1)
    assert 0 < last <= model.parts.bytes
