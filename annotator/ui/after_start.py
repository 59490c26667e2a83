"""What the first paint does not need: the window's own commands, dialogs, saving, and hearing of other starts."""

from annotator.ui.dataset import Dataset
from annotator.ui.economy import SAMPLE_PROJECT
from annotator.ui.files import Files
from annotator.ui.highlighting import Highlighting
from annotator.ui.main_window import MainWindow
from annotator.ui.predictor import Predictor
from annotator.ui.schema_editing import SchemaEditing
from annotator.ui.single_instance import SingleInstance
from annotator.ui.window_commands import Themes, WindowCommands


class AfterStart:
    """Made once, after the first paint or with the first command of the window; GUI thread only."""

    def __init__(
        self,
        window: MainWindow,
        files: Files,
        highlighting: Highlighting,
        predictor: Predictor,
        themes: Themes,
    ) -> None:
        schema = SchemaEditing(window, files, highlighting, predictor)
        dataset = Dataset(window)
        self.commands = WindowCommands(window, files, dataset, schema, highlighting, themes)
        self.other_starts = SingleInstance(window)
        window.messages.label_added.connect(schema.add_unknown)
        window.messages.label_mapped.connect(schema.map_unknown)
        window.messages.label_ignored.connect(schema.ignore_unknown)
        self._files = files
        files.session_changed.connect(lambda _session: self._greet())
        self._greet()

    def _greet(self) -> None:
        """The sample, seen for the first time, begins with the tour."""
        session = self._files.session
        if session is not None and session.path.name == SAMPLE_PROJECT:
            self.commands.economy.offer_tour()
