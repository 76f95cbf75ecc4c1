"""The file of the agenda templates."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from coach import yaml_text
from coach.domain.agenda_template import AgendaTemplates
from coach.errors import SetupError

AGENDAS: Final = Path(__file__).parents[2] / "corpus" / "agendas.yaml"


def read_agendas(path: Path = AGENDAS) -> AgendaTemplates:
    """Return the templates; SetupError names the file and the first thing wrong in it."""
    try:
        return AgendaTemplates.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"The agendas {path} cannot be read: restore the file from the repository."
        ) from error
    except yaml.YAMLError as error:
        raise SetupError(f"The agendas {path} are not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SetupError(f"The agendas {path} are wrong at {place}: {first['msg']}.") from error
