"""The commands that the window itself carries out: files, view, schema, help."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from annotator.ui.dataset import Dataset
from annotator.ui.economy import Economy
from annotator.ui.exporting import Exporting
from annotator.ui.files import Files
from annotator.ui.help_window import HelpWindow, help_text, keys_page
from annotator.ui.highlighting import Highlighting
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import open_palette
from annotator.ui.schema_editing import SchemaEditing
from annotator.ui.ticks import Ticks

_ZOOM_STEP = 10


class Themes(Protocol):
    """Sets the theme of the whole application."""

    @property
    def theme_name(self) -> str: ...
    def choose(self, name: str) -> None: ...


class WindowCommands(QObject):
    """From the names in the action table to methods; GUI thread only."""

    def __init__(
        self,
        window: MainWindow,
        files: Files,
        dataset: Dataset,
        schema: SchemaEditing,
        highlighting: Highlighting,
        themes: Themes,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._highlighting = highlighting
        self.economy = Economy(window)
        self.ticks = Ticks(window, lambda: themes.theme_name)
        self._commands: dict[str, Callable[[], None]] = {
            "open_article": files.ask_articles,
            "open_folder": files.ask_folder,
            "open_project": files.ask_project,
            "open_sample": files.open_sample,
            "open_url": files.ask_url,
            "add_articles": files.add_articles,
            "export": Exporting(window).ask,
            "paste_text": files.paste,
            "close_project": files.close,
            "save": dataset.save,
            "save_as": dataset.save_as,
            "save_copy": dataset.save_copy,
            "use_schema": schema.use,
            "save_schema": schema.save_as,
            "add_label": schema.add_label,
            "add_relation": schema.add_relation,
            "quit": window.close_window,
            "copy": self._copy,
            "find": self._find,
            "find_again": self._find_again,
            "note": window.panels.annotations.edit_note,
            "details": window.panels.annotations.edit_details,
            "highlight": self._highlight,
            "choose_pipeline": schema.choose_pipeline,
            "choose_encoding": files.ask_way,
            "cancel": highlighting.cancel_all,
            "zoom_in": lambda: self._zoom(_ZOOM_STEP),
            "zoom_out": lambda: self._zoom(-_ZOOM_STEP),
            "zoom_reset": lambda: self._zoom(0),
            "toggle_articles": lambda: _toggle(window.articles),
            "toggle_annotations": lambda: _toggle(window.annotations),
            "toggle_panels": window.toggle_panels,
            "theme_system": lambda: themes.choose("system"),
            "theme_light": lambda: themes.choose("light"),
            "theme_dark": lambda: themes.choose("dark"),
            "next_panel": lambda: window.next_panel(1),
            "previous_panel": lambda: window.next_panel(-1),
            "palette": partial(open_palette, window),
            "keys": lambda: self._show(
                HelpWindow.of_html("All keys", keys_page(window.table, window.desk.schema), window)
            ),
            "guide": lambda: self._help("Guide", "guide"),
            "words": lambda: self._help("Words", "words"),
            "guarantees": lambda: self._help("Guarantees", "guarantees"),
            "decisions": lambda: self._help("Decisions", "decisions"),
            "changes": lambda: self._help("Changes", "changes"),
            "about": self._about,
            **self.economy.commands,
        }
        welcome = window.welcome
        welcome.open_article_wanted.connect(files.ask_articles)
        welcome.open_folder_wanted.connect(files.ask_folder)
        welcome.open_project_wanted.connect(files.ask_project)
        welcome.paste_wanted.connect(files.paste)
        welcome.sample_wanted.connect(files.open_sample)
        welcome.recent_chosen.connect(lambda path: files.open_named([path]))
        window.panels.annotations.label_wanted.connect(schema.add_label)
        window.panels.annotations.relation_type_wanted.connect(schema.add_relation)

    @property
    def names(self) -> frozenset[str]:
        """The commands it knows; a test holds them against the table."""
        return frozenset(self._commands)

    def carry_out(self, name: str) -> None:
        """Carry out a command by its name in the action table."""
        self._commands[name]()

    def _find(self) -> None:
        self._window.find_bar.open_bar()

    def _find_again(self) -> None:
        self._window.find_bar.find_again()

    def _copy(self) -> None:
        text = self._window.canvas.copied_text()
        if text:
            QApplication.clipboard().setText(text)
            self._window.say("Copied.")

    def _highlight(self) -> None:
        article = self._window.state.view.article
        if article:
            self._highlighting.highlight(article)

    def _zoom(self, step: int) -> None:
        """Larger or smaller by so many percent, 0: as it was made; what the analyst is at stays in sight."""
        canvas, caret = self._window.canvas, self._window.state.view.caret
        first, last = canvas.visible_range()
        canvas.set_zoom(canvas.zoom + step if step else 100)
        if first <= caret <= last:
            canvas.reveal(caret, caret)
        self._window.say(f"Text at {canvas.zoom} %.")

    def _help(self, title: str, name: str) -> None:
        self._show(HelpWindow.of_markdown(title, help_text(name), self._window))

    def _show(self, page: HelpWindow) -> None:
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.show()

    def _about(self) -> None:
        from annotator import __version__

        source = self._highlighting.source or "no pipeline yet"
        words = f"Annotator {__version__}\n\nPipeline: {source}\n\nMIT licence."
        self._show(HelpWindow.of_plain("About Annotator", words, self._window))


def _toggle(panel: object) -> None:
    from PySide6.QtWidgets import QWidget

    if isinstance(panel, QWidget):
        panel.setVisible(not panel.isVisible())
