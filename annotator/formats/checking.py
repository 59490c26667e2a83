"""A whole file or project checked: findings with their articles, counts, and whether it is flat."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotator.core.checks import Problem, Severity, flat_problems, problems, token_problems
from annotator.core.document import Document
from annotator.core.errors import InputError
from annotator.core.schema import Schema
from annotator.core.tokens import Tokens
from annotator.formats.imported import Imported
from annotator.formats.jsonl import read_lines
from annotator.formats.record_reader import read_record


class Finding(Struct, frozen=True):
    """A problem and the article or line where it is; reading errors have no range."""

    where: str
    severity: Severity
    kind: str
    message: str
    problem: Problem | None = None


class Checked:
    """Collects the findings of a file, article by article."""

    def __init__(self, name: str, *, flat: bool = False) -> None:
        self._name = name
        self._flat = flat
        self._is_flat = True
        self.findings: list[Finding] = []
        self._counts = Counter[str]()

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def add(self, document: Document, schema: Schema | None, where: str) -> None:
        """Check one document; where is shown before each finding."""
        found = [*token_problems(document), *problems(document, schema)]
        unflat = flat_problems(document)
        self._is_flat = self._is_flat and not unflat
        if self._flat:
            flat_error = {(p.kind, p.span): p for p in unflat}
            found = [p for p in found if (p.kind, p.span) not in flat_error]
            for problem in flat_error.values():
                self._note(where, problem, Severity.ERROR)
        for problem in found:
            self._note(where, problem, problem.severity)
        self._counts.update(
            articles=1, spans=document.span_count, relations=document.relation_count
        )

    def add_file(
        self,
        path: Path,
        encoding: str | None,
        schema: Schema | None,
        default: Schema,
        tokens: Callable[[str], Tokens],
    ) -> None:
        """Check a JSONL; without a schema, labels that the default one lacks are one error each."""
        strange: Counter[str] = Counter()
        first: dict[str, str] = {}
        for line, values in read_lines(path, encoding):
            where = f"line {line}"
            try:
                if isinstance(values, InputError):
                    raise values
                article = read_record(values)
            except InputError as error:
                self._read_badly(where, error.reason)
                continue
            for sentence in article.problems:
                self._read_badly(where, sentence)
            document = _document(article, tokens)
            self.add(document, schema, where)
            if schema is None:
                labels = document.label_counts.items()
                unknown = {label: n for label, n in labels if default.label(label) is None}
                strange.update(unknown)
                for label in unknown:
                    first.setdefault(label, where)
        for label, count in sorted(strange.items()):
            message = (
                f"The default schema has no label {label} ({_counted(count, 'span')} in the file)."
            )
            message += " Name your schema with --schema."
            self.findings.append(Finding(first[label], Severity.ERROR, "unknown label", message))

    def note(self, where: str, severity: Severity, kind: str, message: str) -> None:
        """A finding that has no place in a text."""
        self.findings.append(Finding(where, severity, kind, message))

    def lines(self) -> Iterator[str]:
        """The findings and a summary for people."""
        for finding in self.findings:
            yield f"{self._name}, {finding.where}: {finding.severity.value}: {finding.message}"
        counts = Counter(finding.severity for finding in self.findings)
        found = ", ".join(_counted(counts[level], level.value) for level in Severity)
        held = ", ".join(
            _counted(self._counts[f"{noun}s"], noun) for noun in ("article", "span", "relation")
        )
        yield f"{self._name}: {held}; {found}."
        if self._flat:
            yield f"The spans are {'' if self._is_flat else 'not '}flat and on token borders."

    def report(self) -> dict[str, Any]:
        """The same as one JSON object."""
        counts = Counter(finding.severity for finding in self.findings)
        return {
            "file": self._name,
            **{name: self._counts[name] for name in ("articles", "spans", "relations")},
            **{f"{level.value}s": counts[level] for level in Severity},
            "flat": self._is_flat,
            "problems": [_row(finding) for finding in self.findings],
        }

    def _note(self, where: str, problem: Problem, severity: Severity) -> None:
        self.findings.append(Finding(where, severity, problem.kind, problem.message, problem))

    def _read_badly(self, where: str, sentence: str) -> None:
        self.findings.append(Finding(where, Severity.ERROR, "record", sentence))


def _document(article: Imported, tokens: Callable[[str], Tokens]) -> Document:
    return Document.made(
        0,
        article.text,
        article.tokens or tokens(article.text),
        spans=article.spans,
        relations=article.relations,
        excluded=article.excluded,
        status=article.status,
        meta=article.meta,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _row(finding: Finding) -> dict[str, Any]:
    problem = finding.problem
    return {
        "where": finding.where,
        "severity": finding.severity.value,
        "kind": finding.kind,
        "message": finding.message,
        "start": problem.start if problem else None,
        "end": problem.end if problem else None,
        "span": problem.span if problem else None,
        "relation": problem.relation if problem else None,
    }
