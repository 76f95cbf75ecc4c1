"""Data sets in BEIR layout: corpus.jsonl, queries.jsonl and qrels.tsv in one folder."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.errors import InvalidInput

_COLUMNS: Final = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be found; `title` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """`relevant`: for each query the documents that answer it, with grades above 0.

    Queries without any such document are left out.
    """

    name: str
    documents: Sequence[Document]
    queries: Sequence[Document]
    relevant: Mapping[str, Mapping[str, int]]

    @property
    def story_to_story(self) -> bool:
        """Whether the queries are documents themselves: then none may find itself."""
        return bool({d.id for d in self.documents} & {q.id for q in self.queries})


def read_dataset(folder: Path) -> Dataset:
    """Read a data set. InvalidInput names the file and line that do not fit."""
    documents = list(_documents(folder / "corpus.jsonl"))
    known = {document.id for document in documents}
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for query_id, document_id, grade in _judgements(folder / "qrels.tsv"):
        if grade > 0 and document_id in known and document_id != query_id:
            relevant[query_id][document_id] = grade
    queries = [query for query in _documents(folder / "queries.jsonl") if query.id in relevant]
    if not documents or not queries:
        raise InvalidInput(f"The data set {folder.name!r} has no query with a document: add some.")
    return Dataset(folder.name, documents, queries, dict(relevant))


def _documents(path: Path) -> Iterator[Document]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield Document(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(
                f"Line {number} of {path.name!r} is no JSON object with _id and text: mend it."
            ) from error


def _judgements(path: Path) -> Iterator[tuple[str, str, int]]:
    rows = csv.reader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, 1):
        if number == 1 and tuple(row) == _COLUMNS:
            continue
        try:
            query_id, document_id, grade = row
            yield query_id, document_id, int(grade)
        except ValueError as error:
            raise InvalidInput(
                f"Line {number} of {path.name!r} is not query-id, corpus-id, score: mend it."
            ) from error


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The file {path.name!r} cannot be read: a data set has corpus.jsonl, queries.jsonl "
            "and qrels.tsv."
        ) from error
