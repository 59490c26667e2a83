"""UIMA CAS files opened by dkpro-cassis, also where the type system is missing or incomplete.

Types and features that no type system describes are taken from the XMI itself: a type with offsets is an
annotation, numbers that are ids of other structures are references, all else is text.
"""

import re
import warnings
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from annotator.core.errors import InputError
from annotator.formats.deadline import Deadline, LateError

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

_XMI = "{http://www.omg.org/XMI}"
_REFERENCES = ("Governor", "Dependent", "first", "next", "target")
_IDS = re.compile(r"\d+(?: \d+)*")
_PLAIN = frozenset((f"{_XMI}id", "sofa", "begin", "end"))
_DECLARATION = re.compile(rb"(<\?xml[^>]{0,40}version=[\"'])1\.1")
_NOT_IN_XML = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));"
)
_DOCTYPE = b"<!DOCTYPE"
_SECONDS = 3.0
_SECONDS_A_MB = 1.5
"""CPU time for loading; the library takes the cube of the number of features that a type has."""


def loaded(data: bytes, types: bytes | None = None, place: str = "") -> "Cas":
    """The CAS of an XMI or JSON file; InputError when it is damaged."""
    try:
        size = (len(data) + len(types or b"")) / 1e6
        with warnings.catch_warnings(), Deadline(_SECONDS + _SECONDS_A_MB * size):
            warnings.simplefilter("ignore")
            return _loaded(data, types)
    except LateError as error:
        reason = "Opening it takes too long: it is damaged, or a type in it has too many features."
        raise InputError(reason, place) from error
    except InputError as error:
        raise InputError(error.reason, place) from error
    except Exception as error:
        # The library has no errors of its own: what is wrong shows in whatever it stumbles over.
        said = f"{type(error).__name__}: {error!s:.100}".rstrip(".")
        raise InputError(f"The CAS is damaged or needs its type system ({said}).", place) from error


def type_system(types: bytes | None) -> "TypeSystem":
    """The type system of an XML file, or an empty one."""
    from cassis import TypeSystem, load_typesystem

    if types is None:
        return TypeSystem()
    if _DOCTYPE in types:
        raise InputError("It declares entities, which no type system needs.")
    return load_typesystem(BytesIO(types))


def _loaded(data: bytes, types: bytes | None) -> "Cas":
    from cassis import load_cas_from_json, load_cas_from_xmi
    from cassis.typesystem import TypeNotFoundError

    if data.lstrip()[:1] == b"{":
        return _checked(
            load_cas_from_json(BytesIO(data), typesystem=type_system(types) if types else None)
        )
    data = plain_xml(data)
    if types is not None:
        try:
            return load_cas_from_xmi(BytesIO(data), typesystem=type_system(types))
        except (TypeNotFoundError, TypeError, AttributeError):
            pass
    return load_cas_from_xmi(BytesIO(data), typesystem=completed(type_system(types), data))


def _checked(cas: "Cas") -> "Cas":
    """The CAS; InputError when a text is indexed like an annotation, which the library reads but can't write."""
    from cassis.cas import Sofa

    if any(isinstance(fs, Sofa) for view in cas.views for fs in view.get_all_fs()):
        raise InputError("The CAS is damaged (a view lists a text among its annotations).")
    return cas


def plain_xml(data: bytes) -> bytes:
    """The XML as version 1.0, without what that can't hold; InputError when it declares entities."""
    if _DOCTYPE in data:
        raise InputError("It declares entities, which no CAS needs.")
    if _DECLARATION.match(data):
        data = _NOT_IN_XML.sub(b"&#xfffd;", _DECLARATION.sub(rb"\g<1>1.0", data, count=1))
    return data


def completed(types: "TypeSystem", data: bytes) -> "TypeSystem":
    """The type system with all types and features that the XMI uses."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(data, parser)
    elements = [(name, e) for e in root if isinstance(e.tag, str) and (name := _type_name(e.tag))]
    by_id = {e.get(f"{_XMI}id"): e for _, e in elements}
    for name, element in elements:
        if not types.contains_type(name):
            types.create_type(name, _super_type(name, element.attrib))
    values: dict[tuple[str, str], list[str]] = {}
    for name, element in elements:
        for feature, value in element.attrib.items():
            if feature not in _PLAIN:
                values.setdefault((name, str(feature)), []).append(str(value))
        for child in element:
            values.setdefault((name, str(child.tag)), [])
    for (name, feature), said in values.items():
        known = {_shown(f) for f in types.get_type(name).all_features}
        if feature not in known:
            types.create_feature(name, feature, _range(feature, said, by_id))
    return types


def _type_name(tag: str) -> str:
    """`{http:///a/b.ecore}C` as `a.b.C`; empty for what every XMI has."""
    match = re.fullmatch(r"\{http:///(.*)\.ecore\}(.+)", tag)
    if match is None:
        return ""
    name = f"{match[1].replace('/', '.')}.{match[2]}".removeprefix("uima.noNamespace.")
    return "" if name.startswith("uima.cas.") else name


def _super_type(name: str, attributes: Iterable[Any]) -> str:
    if name.endswith(".DocumentMetaData"):
        return "uima.tcas.DocumentAnnotation"
    said = set(attributes)
    if {"begin", "end"} <= said:
        return "uima.tcas.Annotation"
    return "uima.cas.AnnotationBase" if "sofa" in said else "uima.cas.TOP"


def _range(feature: str, values: list[str], by_id: dict[Any, Any]) -> str:
    if not values:
        return "uima.cas.StringArray"
    if not all(map(_IDS.fullmatch, values)):
        return "uima.cas.String"
    ends = [by_id.get(number) for value in values for number in value.split()]
    if any(end is None for end in ends):
        return "uima.cas.String"
    if feature in _REFERENCES and not any(" " in value for value in values):
        return "uima.cas.TOP"
    is_structure = all(end is not None and end.get("begin") is None for end in ends)
    return "uima.cas.FSArray" if is_structure else "uima.cas.String"


def _shown(feature: Any) -> str:
    """A feature's name as files have it: the library adds a sign to names that Python uses."""
    name = str(feature.name)
    return name[:-1] if getattr(feature, "_has_reserved_name", False) else name


shown_name = _shown
