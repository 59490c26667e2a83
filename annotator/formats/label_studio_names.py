"""Names of what a labeling configuration holds: no attribute may be called as its labels or its text are."""

import re

LABELS = "label"
TEXT = "text"
_TAKEN = re.compile(rf"(?:{LABELS}|{TEXT})_*")


def control_name(attribute: str) -> str:
    """What an attribute of spans is called there: Label Studio refuses a name that stands twice."""
    return f"{attribute}_" if _TAKEN.fullmatch(attribute) else attribute


def attribute_name(control: str) -> str:
    """The attribute of a control's name."""
    is_longer = control.endswith("_") and _TAKEN.fullmatch(control)
    return control[:-1] if is_longer else control
