"""Files that hold CAS: XMI with a type system beside it, JSON, and ZIP files of these, also one in another."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from annotator.core.errors import InputError

AT_MOST = 128 << 20
"""Bytes of a file, and of all members of a ZIP together."""
_MEMBERS_AT_MOST = 20_000
_TYPES = re.compile(rb"<(?:\w+:)?typeSystemDescription\b")
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)
_WEBANNO = b"#FORMAT=WebAnno TSV 3"


class CasFile(Struct):
    """The bytes of a file and of its type system; the title is its name in a ZIP."""

    data: bytes
    types: bytes | None = None
    title: str = ""
    is_webanno: bool = False


def is_zip_of_cas(path: Path) -> bool:
    """Whether a ZIP has a member that may be a CAS."""
    try:
        with zipfile.ZipFile(path) as file:
            names = [name.lower() for name in file.namelist()[:_MEMBERS_AT_MOST]]
    except _BROKEN:
        return False
    is_project = any(name.endswith("exportedproject.json") for name in names)
    return is_project or any(name.endswith(".xmi") for name in names)


def files_of(path: Path) -> Iterator[CasFile]:
    """The files that are to be read; InputError when it is none or too large."""
    data = _bytes(path)
    if path.suffix.lower() == ".zip":
        found = list(_members(data, str(path), AT_MOST))
        if not found:
            raise InputError("The ZIP file holds no CAS.", str(path))
        yield from found
        return
    is_json = data.lstrip()[:1] == b"{"
    yield CasFile(data, None if is_json else _types_beside(path))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > AT_MOST:
            raise InputError(f"The file is larger than {AT_MOST >> 20} MB. Split it.", str(path))
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if not data.strip():
        raise InputError("The file is empty. Choose another.", str(path))
    return data


def _types_beside(path: Path) -> bytes | None:
    """The type system of the same name, else the one called so, else any that lies beside the file."""
    stem = path.stem.lower()
    try:
        beside = sorted(p for p in path.parent.iterdir() if p.suffix.lower() == ".xml")[:50]
    except OSError:
        return None

    def rank(other: Path) -> tuple[bool, bool, str]:
        name = other.stem.lower()
        return not name.startswith(stem), name != "typesystem", name

    for other in sorted(beside, key=rank):
        name = other.stem.lower()
        is_of_another = "typesystem" in name and not name.startswith(stem)
        is_of_another &= any(name.startswith(p.stem.lower()) for p in _siblings(path))
        if is_of_another or other.stat().st_size > AT_MOST:
            continue
        data = other.read_bytes()
        if _TYPES.search(data[:4096]):
            return data
    return None


def _siblings(path: Path) -> Iterator[Path]:
    """Other CAS files of the folder, which may have type systems of their own."""
    for other in path.parent.glob("*.xmi"):
        if other != path and other.stem.lower() != "typesystem":
            yield other


def _members(data: bytes, place: str, left: int, prefix: str = "") -> Iterator[CasFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = [i for i in file.infolist() if not i.is_dir()][:_MEMBERS_AT_MOST]
            if sum(info.file_size for info in infos) > left:
                raise InputError(f"Unpacked it is larger than {left >> 20} MB.", place)
            types = _types_in(file, infos)
            for info in infos:
                title = f"{prefix}{PurePosixPath(info.filename).with_suffix('')}"
                found = file.read(info) if _may_be_cas(info.filename) else b""
                if info.filename.lower().endswith(".zip") and not prefix:
                    yield from _members(file.read(info), place, left - info.file_size, f"{title}/")
                elif found.startswith(_WEBANNO):
                    yield CasFile(found, None, title, is_webanno=True)
                elif _is_cas(found):
                    yield CasFile(found, _nearest(types, info.filename), title)
    except RuntimeError as error:
        raise InputError("The file has a password. Save it without.", place) from error
    except _BROKEN as error:
        raise InputError("The file is damaged: it can't be unpacked.", place) from error


def _may_be_cas(name: str) -> bool:
    return name.lower().endswith((".xmi", ".json", ".tsv", ".xml"))


def _is_cas(data: bytes) -> bool:
    head = data[:4096]
    return b"http://www.omg.org/XMI" in head or (
        head.lstrip()[:1] == b"{" and (b'"%FEATURE_STRUCTURES"' in data or b'"%TYPES"' in head)
    )


def _types_in(file: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for info in infos:
        if info.filename.lower().endswith(".xml"):
            data = file.read(info)
            if _TYPES.search(data[:4096]):
                found[info.filename] = data
    return found


def _nearest(types: dict[str, bytes], name: str) -> bytes | None:
    """The type system of the same name, else one of the same folder, else any."""
    stem, folder = name.rpartition(".")[0], name.rpartition("/")[0]
    ranked = sorted(
        types,
        key=lambda other: (
            not other.startswith(f"{stem}."),
            other.rpartition("/")[0] != folder,
            not other.lower().endswith("typesystem.xml"),
            other,
        ),
    )
    own = [n for n in ranked if n.startswith(f"{stem}.") or n.lower().endswith("/typesystem.xml")]
    chosen = next(iter([*own, *ranked]), None)
    return types[chosen] if chosen is not None else None
