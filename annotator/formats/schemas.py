"""Schemas as TOML files; every error names its line."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.core.errors import InputError
from annotator.core.schema import Label, Overlap, RelationType, Schema
from annotator.core.toml_text import IntricateTomlError, toml_values
from annotator.formats.atomic import written
from annotator.formats.decoding import decoded
from annotator.formats.toml_lines import line_of

_SCHEMA_KEYS: dict[str, type] = {
    "name": str,
    "version": int,
    "language": str,
    "overlap": str,
    "clean_articles": bool,
    "ignored": list,
    "labels": list,
    "relations": list,
}
_LABEL_KEYS: dict[str, type] = {
    "name": str,
    "key": str,
    "colour": str,
    "aliases": list,
    "guideline": str,
}
_RELATION_KEYS: dict[str, type] = {
    "name": str,
    "heads": list,
    "children": list,
    "key": str,
    "colour": str,
    "guideline": str,
    "symmetric": bool,
}
_KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_REASON_AT_MOST = 300
_AT_MOST = 5_000_000
_KEYS_AT_MOST = 50_000
_SYNTAX_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def read_schema(path: Path) -> Schema:
    """The schema of a TOML file, or of another tool's configuration (.conf, .xml, .json).

    InputError names file and line of what is wrong.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_AT_MOST + 1)
    except FileNotFoundError as error:
        raise InputError("There is no such schema file.", str(path)) from error
    except OSError as error:
        reason = "This is a folder, not a schema file." if path.is_dir() else f"{error.strerror}."
        raise InputError(reason, str(path)) from error
    if len(data) > _AT_MOST:
        raise InputError("The file is larger than 5 MB, so it is no schema.", str(path))
    text = decoded(data, str(path), "utf-8").text
    other = _of_another_tool(path, text)
    if other is None:
        return schema_from_toml(text, str(path))
    from annotator.formats.schema_files import sound, with_beside

    return sound(with_beside(other, path), path.stem)


def _of_another_tool(path: Path, text: str) -> Schema | None:
    """brat's annotation.conf, Label Studio's labeling configuration or doccano's list of labels."""
    suffix, place = path.suffix.lower(), str(path)
    if suffix == ".conf":
        from annotator.formats.brat_config import schema_from_conf

        return schema_from_conf(text, place)
    if suffix == ".xml":
        from annotator.formats.label_studio_config import schema_from_config

        return schema_from_config(text, place)
    if suffix == ".json":
        from annotator.formats.doccano import schema_from_label_list

        return schema_from_label_list(text, place)
    return None


def schema_from_toml(text: str, place: str = "") -> Schema:
    """The schema of a TOML text."""
    # Late, as other imports here: an open project needs none of it, and its start should not wait.
    from tomllib import TOMLDecodeError

    try:
        values = toml_values(text, _KEYS_AT_MOST)
    except IntricateTomlError as error:
        raise InputError(f"This is no schema: {error}.", place) from error
    except TOMLDecodeError as error:
        raise _syntax_error(str(error), text, place) from error
    except RecursionError as error:
        raise InputError("The values are nested too deep.", place) from error
    except ValueError as error:
        raise InputError("A number in it has thousands of digits.", place) from error
    return _Checker(text, place).schema(values)


def schema_to_toml(schema: Schema) -> str:
    """The schema as TOML with all its fields; the inverse of `schema_from_toml`."""
    import tomlkit

    document = tomlkit.document()
    document["name"] = schema.name
    document["version"] = schema.version
    document["language"] = schema.language
    document["overlap"] = schema.overlap.value
    document["clean_articles"] = schema.clean_articles
    document["ignored"] = list(schema.ignored)
    for name, rows in (
        ("labels", [_label_row(label) for label in schema.labels]),
        ("relations", [_relation_row(relation) for relation in schema.relations]),
    ):
        tables = tomlkit.aot()
        for row in rows:
            table = tomlkit.table()
            table.update(row)
            tables.append(table)
        if rows:
            document[name] = tables
    return tomlkit.dumps(document)


def write_schema(path: Path, schema: Schema) -> str:
    """Write a schema file, ours or another tool's by its ending; what it can't hold, empty when nothing."""
    from annotator.formats.schema_files import schema_losses, write_foreign

    if not write_foreign(path, schema):
        with written(path) as file:
            file.write(schema_to_toml(schema).encode())
    return schema_losses(schema, path.suffix)


def _label_row(label: Label) -> dict[str, Any]:
    return {
        "name": label.name,
        "key": label.key,
        "colour": label.colour,
        "aliases": list(label.aliases),
        "guideline": label.guideline,
    }


def _relation_row(relation: RelationType) -> dict[str, Any]:
    return {
        "name": relation.name,
        "heads": list(relation.heads),
        "children": list(relation.children),
        "key": relation.key,
        "colour": relation.colour,
        "guideline": relation.guideline,
        "symmetric": relation.symmetric,
    }


def _syntax_error(message: str, text: str, place: str) -> InputError:
    match = _SYNTAX_LINE.search(message)
    line = int(match[1]) if match and match[1] else text.count("\n") + 1
    reason = _SYNTAX_LINE.sub("", message).rstrip(".")
    return InputError(f"This is not valid TOML: {reason}.", place, line)


class _Checker:
    """Turns the values of a TOML text into a schema; knows the text to name lines."""

    def __init__(self, text: str, place: str) -> None:
        self._text = text
        self._place = place

    def schema(self, values: dict[str, Any]) -> Schema:
        self._check_kinds(values, _SCHEMA_KEYS)
        labels = self._tables(values, "labels", _LABEL_KEYS)
        relations = self._tables(values, "relations", _RELATION_KEYS)
        try:
            overlap = Overlap(values.get("overlap", Overlap.NESTED.value))
        except ValueError:
            known = ", ".join(rule.value for rule in Overlap)
            said = values["overlap"]
            raise self._error(f'overlap = "{said}" is none of {known}.', "overlap") from None
        if values.get("version", 1) < 1:
            raise self._error("The version is not a number from 1 on.", "version")
        made = Schema(
            name=values.get("name", ""),
            version=values.get("version", 1),
            language=values.get("language", "en"),
            overlap=overlap,
            clean_articles=values.get("clean_articles", True),
            labels=tuple(Label(**_tupled(row)) for row in labels),
            relations=tuple(RelationType(**_tupled(row)) for row in relations),
            ignored=tuple(self._texts(values.get("ignored", []), "ignored")),
        )
        self._check_aliases(labels)
        self._check_ends(relations, made.label_names)
        return made

    def _error(self, reason: str, key: str = "", table: str = "", number: int = 0) -> InputError:
        if len(reason) > _REASON_AT_MOST:
            half = _REASON_AT_MOST // 2
            reason = f"{reason[:half]}…{reason[-half:]}"
        return InputError(reason, self._place, line_of(self._text, key, table, number))

    def _check_kinds(
        self, values: dict[str, Any], kinds: dict[str, type], table: str = "", number: int = 0
    ) -> None:
        for key, value in values.items():
            if key not in kinds:
                known = ", ".join(kinds)
                reason = f'There is no field "{key}" here; these are known: {known}.'
                raise self._error(reason, key, table, number)
            if type(value) is not kinds[key]:
                raise self._error(f'"{key}" is not {_KINDS[kinds[key]]}.', key, table, number)

    def _tables(
        self, values: dict[str, Any], table: str, kinds: dict[str, type]
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = values.get(table, [])
        seen: dict[str, dict[str, str]] = {"name": {}, "key": {}}
        for number, row in enumerate(rows):
            if not isinstance(row, dict):
                raise self._error(f"Write [[{table}]] above each of the {table}.", table)
            self._check_kinds(row, kinds, table, number)
            name = row.get("name", "")
            if not name or name != name.strip() or not name.isprintable():
                reason = f"One of the {table} has no name, or one with white space at its edge."
                raise self._error(reason, "name", table, number)
            for key in ("name", "key"):
                said = row.get(key, "")
                other = seen[key].get(said) if said else None
                if other is not None:
                    twice = f'The {key} "{said}" is used twice in {table}'
                    reason = f"{twice}, by {other} and {name}." if key == "key" else f"{twice}."
                    raise self._error(reason, key, table, number)
                seen[key][said] = name
            self._check_row(row, name, table, number)
        return rows

    def _check_row(self, row: dict[str, Any], name: str, table: str, number: int) -> None:
        key = row.get("key", "")
        if key and not (len(key) == 1 and key.isalnum()):
            reason = f'The key "{key}" of {name} is not one letter or digit.'
            raise self._error(reason, "key", table, number)
        colour = row.get("colour", "")
        if colour and not _COLOUR.fullmatch(colour):
            reason = f'The colour "{colour}" of {name} is not written like "#2288e8".'
            raise self._error(reason, "colour", table, number)
        for field in ("aliases", "heads", "children"):
            self._texts(row.get(field, []), field, table, number)

    def _texts(
        self, values: list[Any], key: str, table: str = "", number: int = 0
    ) -> Iterable[str]:
        for value in values:
            if not isinstance(value, str) or not value:
                raise self._error(f'"{key}" is not a list of names.', key, table, number)
        return values

    def _check_aliases(self, labels: list[dict[str, Any]]) -> None:
        names = {row["name"]: row["name"] for row in labels}
        owners: dict[str, str] = {}
        for number, row in enumerate(labels):
            for alias in row.get("aliases", []):
                other = names.get(alias) or owners.get(alias)
                if other is not None and other != row["name"]:
                    reason = f'The alias "{alias}" of {row["name"]} belongs to {other} already.'
                    raise self._error(reason, "aliases", "labels", number)
                owners[alias] = row["name"]

    def _check_ends(self, relations: list[dict[str, Any]], labels: frozenset[str]) -> None:
        for number, row in enumerate(relations):
            for field in ("heads", "children"):
                for name in row.get(field, []):
                    if name not in labels:
                        reason = f'The {field} of {row["name"]} name "{name}", which is no label.'
                        raise self._error(reason, field, "relations", number)


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
