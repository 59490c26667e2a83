"""The window's commands about the analyst's own work: the others alike, statistics, own keys, key card, tour."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from annotator import saving
from annotator.core import effort
from annotator.core.errors import AnnotatorError
from annotator.ui.alike_list import AlikeList
from annotator.ui.help_window import HelpWindow
from annotator.ui.main_window import MainWindow
from annotator.ui.tour import Tour

SAMPLE_PROJECT = "ministers_meet_in_osaka.txt.annot"
"""The file name of the sample's project."""


class Economy(QObject):
    """GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """The commands by their names in the action table."""
        return {
            "alike_list": self._list_alike,
            "statistics": self._show_statistics,
            "export_statistics": self._export_statistics,
            "own_keys": self._choose_keys,
            "key_card": self._print_keys,
            "tour": self.begin_tour,
        }

    @cached_property
    def alike_list(self) -> AlikeList:
        """The list of other mentions."""
        return AlikeList(self._window.desk, self._window.canvas)

    @cached_property
    def tour(self) -> Tour:
        """The line above the text."""
        window, tour = self._window, Tour()
        parent = window.canvas.parentWidget()
        column = parent.layout() if parent is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, tour)
        window.state.changed.connect(tour.viewed)
        window.view.changed.connect(tour.kept)
        tour.ended.connect(self._end_tour)
        return tour

    def begin_tour(self) -> None:
        """From the start, on the sample; a project that was open is kept as it is."""
        session = self._window.desk.session
        if session is None or session.path.name != SAMPLE_PROJECT:
            self._window.command("open_sample")
        self.tour.begin()
        self._window.canvas.setFocus()

    def offer_tour(self) -> None:
        """Begin by itself, once ever."""
        if not self._window.tour_seen:
            self.begin_tour()

    def _end_tour(self) -> None:
        self._window.tour_seen = True
        self._window.canvas.setFocus()

    def _list_alike(self) -> None:
        self.alike_list.open_list()

    def _titles(self) -> dict[int, str]:
        return {row.id: row.title for row in self._window.rows()}

    def _show_statistics(self) -> None:
        session = self._window.desk.session
        if session is None:
            return
        text = effort.page(session.spent(), self._titles())
        page = HelpWindow.of_plain("Statistics", text, self._window)
        page.page.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        page.resize(800, 620)
        page.show()

    def _export_statistics(self) -> None:
        session = self._window.desk.session
        if session is None:
            return
        start = session.path.with_suffix(".statistics.csv")
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Export statistics", str(start), "Tables (*.csv)"
        )
        if name:
            self._write(Path(name), effort.as_csv(session.spent(), self._titles()))

    def _write(self, path: Path, table: str) -> None:
        try:
            saving.write_table(path, table)
        except AnnotatorError as error:
            self._window.warn(str(error))
        else:
            self._window.say(f"Statistics are in {path}.")

    def _choose_keys(self) -> None:
        from annotator.ui.key_choice import KeyChoice

        letters = {k.key: k.name for k in self._window.desk.schema.labels if k.key.isalpha()}
        own = KeyChoice.ask(self._window.table, self._window.own_keys, self._window, letters)
        if own is not None:
            self._window.use_keys(own)
            self._window.say("The keys are changed. They are kept in the settings.")

    def _print_keys(self) -> None:
        from annotator.ui.key_card import print_card

        print_card(self._window.table, self._window.desk.schema, self._window)
