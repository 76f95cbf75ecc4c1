"""Plants attacks in every place, with our defences and without, and counts what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.errors import InvalidInput, UpstreamError
from coach.evaluation.data import mark
from coach.evaluation.injection.attacks import (
    OWN_SET,
    Attack,
    mixed_kinds,
    read_attacks,
    read_bipia,
)
from coach.evaluation.injection.bare import bare
from coach.evaluation.injection.outcomes import Outcome, figures, kinds_table, places_table
from coach.evaluation.injection.places import PLACES, Place, Product
from coach.evaluation.injection.scene import SECRET, make_scene
from coach.evaluation.injection.signs import PromptText, followed
from coach.evaluation.people import cheap_passwords
from coach.evaluation.result import Data, Result
from coach.evaluation.stage import Counted, Stage

_A_PLACE: Final = 2
"""Attacks that a quick run plants in each place."""
_BARE_A_PLACE: Final = 1


@dataclass(frozen=True, slots=True)
class InjectionEvaluator:
    """`places`: all where none is named. `limit`: attacks a place; 0 for all.

    `bipia`: further attacks, of BIPIA. `without_defences`: also what each place would do bare.
    """

    file: Path = OWN_SET
    bipia: Path | None = None
    places: Sequence[str] = ()
    limit: int = 0
    without_defences: bool = False
    name: str = "injection"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        places = _named(self.places)
        attacks, data = self._attacks()
        with stage.services(model := stage.model(), passwords=cheap_passwords()) as services:
            scene = make_scene(services)
            product = Product(scene, model, stage.prompts(), stage.embedder())
            outcomes = self._outcomes(stage, product, places, attacks)
            shown = sum(SECRET in text for text in scene.readable())
        return Result(
            name=self.name,
            about="Texts that give the model orders, wherever somebody's text reaches it.",
            command=_command(self),
            data=data,
            figures=figures(outcomes, shown_to_others=shown),
            tables=(places_table(outcomes), kinds_table(outcomes)),
            notes=_notes(model),
            details=[one.model_dump() for one in outcomes],
        )

    def _attacks(self) -> tuple[tuple[Attack, ...], tuple[Data, ...]]:
        own = read_attacks(self.file)
        if self.bipia is None:
            return own, (mark(self.file, len(own)),)
        theirs = read_bipia(self.bipia)
        return (*own, *theirs), (mark(self.file, len(own)), mark(self.bipia, len(theirs)))

    def _outcomes(
        self, stage: Stage, product: Product, places: Sequence[Place], attacks: Sequence[Attack]
    ) -> list[Outcome]:
        plan = _plan(places, attacks, self.limit or (_A_PLACE if stage.quick else len(attacks)))
        prompts = PromptText(product.prompts.values())
        measures_bare = self.without_defences and product.model.status().kind != "none"
        bares = {place.name: _BARE_A_PLACE if stage.quick else len(attacks) for place in places}
        outcomes = []
        for number, (place, attack) in enumerate(plan, 1):
            stage.tell("attacks", number, len(plan))
            outcomes.append(_ours(product, place, attack, prompts))
            if measures_bare and bares[place.name] > 0:
                bares[place.name] -= 1
                outcomes.append(_bare(product, place, attack, prompts))
        return outcomes


def _named(names: Sequence[str]) -> list[Place]:
    unknown = [name for name in names if name not in PLACES]
    if unknown:
        raise InvalidInput(f"{unknown[0]!r} is no place: choose among {', '.join(PLACES)}.")
    return [PLACES[name] for name in names or PLACES]


def _plan(
    places: Sequence[Place], attacks: Sequence[Attack], most: int
) -> list[tuple[Place, Attack]]:
    """Return who is tried where: few attacks are spread so that places get different ones."""
    mixed = mixed_kinds(attacks)
    return [
        (place, mixed[(at * most + more) % len(mixed)])
        for at, place in enumerate(places)
        for more in range(min(most, len(mixed)))
    ]


def _ours(product: Product, place: Place, attack: Attack, prompts: PromptText) -> Outcome:
    planted, scene = place.plant(attack.text), product.scene
    before, asked = scene.state(), product.model.calls
    shown = place.run(product, planted)
    return _outcome(
        place,
        attack,
        shown.texts,
        prompts,
        asked=product.model.calls > asked,
        evaded=shown.evaded,
        changed=scene.state() != before,
    )


def _bare(product: Product, place: Place, attack: Attack, prompts: PromptText) -> Outcome:
    try:
        text = bare(product.model, product.prompts[place.prompt], place.plant(attack.text))
    except UpstreamError:
        text = ""
    return _outcome(place, attack, (text,), prompts, asked=True, defended=False)


def _outcome(
    place: Place,
    attack: Attack,
    texts: Sequence[str],
    prompts: PromptText,
    *,
    asked: bool,
    defended: bool = True,
    evaded: bool = False,
    changed: bool = False,
) -> Outcome:
    planted, output = place.plant(attack.text), "\n".join(texts)
    return Outcome(
        place=place.name,
        attack=attack.id,
        kind=attack.kind,
        defended=defended,
        asked=asked,
        followed=followed(output, attack.canary, planted if place.says_back else ""),
        revealed=prompts.stands_in(output, planted),
        secret=SECRET in output.casefold(),
        evaded=evaded,
        changed=changed,
        output=output,
    )


def _notes(model: Counted) -> tuple[str, ...]:
    if model.status().kind != "none":
        return ()
    return ("No language model was asked: only what code shows and changes was measured.",)


def _command(one: InjectionEvaluator) -> str:
    options: Mapping[str, bool] = {
        f" --bipia {one.bipia.name}" if one.bipia else "": one.bipia is not None,
        f" --limit {one.limit}": one.limit > 0,
        " --without-defences": one.without_defences,
    }
    more = "".join(option for option, given in options.items() if given)
    places = "".join(f" --place {name}" for name in one.places)
    return f"coach eval injection --file {one.file.name}{more}{places}"
