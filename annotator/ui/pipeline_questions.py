"""What the analyst is asked about pipelines: may a folder be loaded, and what now that one can't be."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from annotator.ui import drawing
from annotator.ui.highlighting import Highlighting, Question
from annotator.ui.main_window import MainWindow

_REMEMBERED = 50
_PLACE_AT_MOST = 300
_WHY = (
    "Loading a pipeline can run code that is in it, so load it only if you know where it comes"
    " from. Until then nothing is highlighted."
)


class PipelineQuestions(QObject):
    """Asks in the bar above the text, once for each folder and its contents; GUI thread only."""

    def __init__(
        self,
        window: MainWindow,
        highlighting: Highlighting,
        agreed: Mapping[str, str],
        keep: Callable[[Mapping[str, str]], None],
    ) -> None:
        """`agreed` are folders with their fingerprints; `keep` gets them with each new one."""
        super().__init__(highlighting)
        self._window = window
        self._highlighting = highlighting
        self._agreed = dict(agreed)
        self._keep = keep
        highlighting.asks_to_load.connect(self._ask)
        highlighting.load_failed.connect(self._tell)

    def _ask(self, question: Question) -> None:
        actions: list[tuple[str, Callable[[], None]]] = [
            ("Load it", lambda: self._agree(question)),
            ("Choose another…", lambda: self._window.command("choose_pipeline")),
        ]
        if self._highlighting.model:
            actions.append(("Use the default one", self._choose_default))
        text = f"{_asked_about(question, self._agreed)} {_WHY}"
        self._window.messages.show_message(text, "warning", actions)
        self._window.trace.write("asked")

    def _agree(self, question: Question) -> None:
        self._agreed.pop(question.folder, None)
        self._agreed[question.folder] = question.fingerprint
        self._agreed = dict(list(self._agreed.items())[-_REMEMBERED:])
        self._keep(self._agreed)
        self._highlighting.agree(question.fingerprint)
        self._highlight_shown()

    def _choose_default(self) -> None:
        self._highlighting.choose_default()
        self._highlight_shown()

    def _highlight_shown(self) -> None:
        article = self._window.state.view.article
        if article:
            self._highlighting.show(article)

    def _tell(self, sentence: str) -> None:
        self._window.messages.show_message(
            sentence,
            "warning",
            [("Choose pipeline…", lambda: self._window.command("choose_pipeline"))],
        )
        self._window.trace.write("warned", *sentence.split())


def _asked_about(question: Question, agreed: Mapping[str, str]) -> str:
    place = drawing.flat(question.folder, _PLACE_AT_MOST)
    if question.folder in agreed:
        return f"The pipeline in {place} has changed since you agreed to load it."
    if question.by_project:
        return f"This project asks for the pipeline in {place}."
    return f"The pipeline in {place} is a folder, not an installed package."
