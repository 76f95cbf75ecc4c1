"""Write the word lists of the masking engine: coach/masking/data/words.gz and names.gz.

Run: python docs/word_lists.py FOLDER-OF-SCOWL   (Debian's package `scowl`, usr/share/dict/scowl),
in an environment that has the package `faker`. Neither is needed to run the coach.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

DATA = Path(__file__).parent.parent / "coach" / "masking" / "data"
VARIETIES = ("english", "british", "american", "british_z", "australian", "canadian")
COMMON, KNOWN = 60, 70
ENGLISH = ("en", "en_GB", "en_IE", "en_NZ", "en_US")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]{2,}")


def scowl(folder: Path, kind: str, most: int) -> Iterator[str]:
    """Yield the words of a kind ("words", "upper") up to a size class."""
    for variety in VARIETIES:
        for path in folder.glob(f"{variety}-{kind}.*"):
            if int(path.suffix[1:]) <= most:
                yield from path.read_text(encoding="latin-1").split()


def plain(words: Iterable[str]) -> set[str]:
    """Return the words in lower-case letters alone, without possessives."""
    return {word for word in words if word.isalpha() and word.islower()}


def faker(provider: str, attributes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (locale, name) of every Latin-script name in a provider's lists."""
    package = import_module(f"faker.providers.{provider}")
    for module in iter_modules(package.__path__):
        lists = vars(import_module(f"{package.__name__}.{module.name}").Provider)
        for attribute in attributes:
            listed = lists.get(attribute, ())
            for text in listed if isinstance(listed, (tuple, list, dict)) else ():
                for name in LATIN.findall(text if isinstance(text, str) else ""):
                    yield module.name, name.lower()


def given(locale: str | None = None) -> set[str]:
    """Return given names, of every locale but the English ones, or of those."""
    names = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
    pairs = faker("person", names)
    return {name for where, name in pairs if (where in ENGLISH) == (locale == "en")}


def write(name: str, marked: dict[str, set[str]]) -> None:
    """Write one word a line after its mark, sorted, in a file that is the same every time."""
    lines = [f"{mark} {word}" for mark, words in marked.items() for word in sorted(words)]
    body = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    (DATA / name).write_bytes(body)
    sys.stdout.write(f"{name}: {len(lines)} words, {len(body)} bytes\n")


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1])
    common = plain(scowl(folder, "words", COMMON))
    known = plain(scowl(folder, "words", KNOWN)) - common
    DATA.mkdir(exist_ok=True)
    write("words.gz", {"c": common, "k": known})
    english = given("en")
    family = {name for _, name in faker("person", ("last_names", "last_names_male"))}
    places = {name for where, name in faker("address", ("countries",)) if where == "en"}
    places |= {name for where, name in faker("address", ("states",)) if where in ENGLISH}
    everyday = plain(scowl(folder, "words", 35))
    marked = {"e": english, "g": given() - english, "f": family - english - common}
    marked["p"] = places - everyday
    write("names.gz", {mark: {n for n in words if len(n) > 1} for mark, words in marked.items()})


if __name__ == "__main__":
    main()
