"""The panels beside the text and the label bar over it, with the gestures that lead from them to commands."""

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
    """Made after the first paint; GUI thread only."""

    def __init__(self, desk: Desk, canvas: Canvas, state: ViewState) -> None:
        self.articles = ArticlePanel()
        self.annotations = AnnotationPanel(state)
        self.problem_marks = ProblemMarks(desk, canvas)
        self.label_bar = LabelBar(canvas.viewport())
        self._gestures = Gestures(desk, canvas, self.annotations, self.label_bar)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        for part in (self.articles, self.annotations, self.label_bar):
            part.set_theme(theme)
