"""XML inside ZIP files (Word, Excel), with limits: no bomb is unpacked, no entity is resolved."""

import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Self

from annotator.core.errors import InputError
from annotator.formats.xml_trees import tree_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

AT_MOST = 64 << 20
"""Unpacked bytes of the largest part that is read; as a tree it takes about 10 times that."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


class Parts:
    """The parts of an open ZIP file; close it by `with`. InputError when it is none."""

    def __init__(self, path: Path) -> None:
        self._place = str(path)
        try:
            with path.open("rb") as file:
                if file.read(4) == _OLD_OFFICE:
                    reason = "This is an old Office file or one with a password. Save it anew."
                    raise InputError(reason, self._place)
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise InputError("There is no such file. Check its name.", self._place) from error
        except _BROKEN as error:
            raise InputError("The file is damaged: it can't be unpacked.", self._place) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return self._zip.namelist()

    def tree(self, name: str) -> "Element | None":
        """A part as a tree, None when it is not there; InputError when it is damaged or too large."""
        if name not in self._zip.NameToInfo:
            return None
        return tree_of(self._unpacked(name), self._place, f"The part {name:.80}")

    def _unpacked(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                data = part.read(AT_MOST + 1)
        except RuntimeError as error:
            raise InputError("The file has a password. Save it without.", self._place) from error
        except _BROKEN as error:
            raise InputError("The file is damaged: it can't be unpacked.", self._place) from error
        if len(data) > AT_MOST:
            raise InputError(f"{name} in it is larger than {AT_MOST >> 20} MB.", self._place)
        return data
