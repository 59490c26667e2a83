"""The panels beside the text and the label bar over it, with the gestures that lead from them to commands."""

from functools import cached_property

from PySide6.QtWidgets import QSplitter, QWidget

from annotator.ui.annotation_panel import AnnotationPanel
from annotator.ui.article_panel import ArticlePanel
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.desk import Desk
from annotator.ui.gestures import Gestures
from annotator.ui.label_bar import LabelBar
from annotator.ui.problem_marks import ProblemMarks
from annotator.ui.state import ViewState
from annotator.ui.theme import Theme


class Panels:
    """Made after the first paint, part by part; GUI thread only."""

    def __init__(self, desk: Desk, canvas: Canvas, state: ViewState) -> None:
        self._desk = desk
        self._canvas = canvas
        self._state = state
        self._gestures: Gestures | None = None

    @cached_property
    def articles(self) -> ArticlePanel:
        """The list of articles."""
        return ArticlePanel()

    @cached_property
    def annotations(self) -> AnnotationPanel:
        """Labels, spans and relations, details."""
        return AnnotationPanel(self._state)

    @cached_property
    def problem_marks(self) -> ProblemMarks:
        """Where the checks find problems."""
        return ProblemMarks(self._desk, self._canvas)

    @cached_property
    def label_bar(self) -> LabelBar:
        """The labels over a selection."""
        return LabelBar(self._canvas.viewport())

    def place(
        self, splitter: QSplitter, places: tuple[QWidget, QWidget]
    ) -> tuple[QWidget, QWidget]:
        """Put the two panels where their places were kept free, as wide and as hidden; the panels."""
        sizes = splitter.sizes()
        made = (self.articles, self.annotations)
        for index, place, panel in zip((0, 2), places, made, strict=True):
            panel.setHidden(place.isHidden())
            splitter.replaceWidget(index, panel)
            place.deleteLater()
        splitter.setSizes(sizes)
        return made

    def connect_gestures(self) -> None:
        """From now on the mouse leads to commands."""
        self._gestures = Gestures(self._desk, self._canvas, self.annotations, self.label_bar)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        for part in (self.articles, self.annotations, self.label_bar):
            part.set_theme(theme)
