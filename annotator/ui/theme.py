"""Light and dark: every colour of the window, the palette and the style sheet made from them."""

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from annotator.core import colours
from annotator.core.schema import Schema


class SpanColours(Struct, frozen=True):
    """One label in one theme, as `#rrggbb`: fills by how sure the span is, an edge, and the label's ink."""

    confirmed: str
    accepted: str
    proposed: str
    doubtful: str
    edge: str
    ink: str


class Theme(Struct, frozen=True):
    """Colours as `#rrggbb`; `page` lies behind the text, `window` behind the panels."""

    name: str
    dark: bool
    window: str
    page: str
    raised: str
    text: str
    muted: str
    faint: str
    line: str
    accent: str
    on_accent: str
    selection: str
    caret: str
    ring: str
    match: str
    match_edge: str
    problem: str
    to_check: str
    arc: str
    hint: str
    on_hint: str
    hint_typed: str

    @classmethod
    def light(cls) -> "Theme":
        """Ink on warm white."""
        return cls(
            name="light",
            dark=False,
            window="#f4f3f0",
            page="#fdfcfa",
            raised="#ffffff",
            text="#22252b",
            muted="#62666f",
            faint="#8b8f98",
            line="#dddbd5",
            accent="#2f5fb3",
            on_accent="#ffffff",
            selection="#bcd5fb",
            caret="#c2291f",
            ring="#1d3f7d",
            match="#fff1b0",
            match_edge="#b88a00",
            problem="#c2291f",
            to_check="#d08700",
            arc="#92969f",
            hint="#2b2f38",
            on_hint="#ffffff",
            hint_typed="#9aa1ae",
        )

    @classmethod
    def dark_one(cls) -> "Theme":
        """Soft light on deep grey."""
        return cls(
            name="dark",
            dark=True,
            window="#1b1d21",
            page="#202328",
            raised="#2a2d33",
            text="#e6e4df",
            muted="#a2a6ae",
            faint="#7d828b",
            line="#363a41",
            accent="#7aa7f0",
            on_accent="#10151d",
            selection="#2f4d7d",
            caret="#ff7a6b",
            ring="#d5e4ff",
            match="#584a12",
            match_edge="#e0b63a",
            problem="#ff7a6b",
            to_check="#e9a93a",
            arc="#777c86",
            hint="#f3efe4",
            on_hint="#17191d",
            hint_typed="#8d8a80",
        )

    @classmethod
    def for_application(cls, name: str = "") -> "Theme":
        """The theme of this name; any other name (`""`, `system`) follows the desktop."""
        if name in {"light", "dark"}:
            return cls.dark_one() if name == "dark" else cls.light()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            scheme = application.styleHints().colorScheme()
            if scheme is Qt.ColorScheme.Dark:
                return cls.dark_one()
        return cls.light()

    def span_colours(self, colour: str) -> SpanColours:
        """What a label's own colour becomes here: the text keeps a contrast of 4.5:1 on every fill."""
        base = [(0.40, 0.095), (0.36, 0.075), (0.31, 0.05), (0.28, 0.03)]
        edge, ink = 0.68, 0.78
        if not self.dark:
            base = [(0.865, 0.085), (0.90, 0.062), (0.94, 0.038), (0.96, 0.022)]
            edge, ink = 0.62, 0.50
        fills = [colours.tint(colour, lightness, chroma, self.text) for lightness, chroma in base]
        return SpanColours(
            confirmed=fills[0],
            accepted=fills[1],
            proposed=fills[2],
            doubtful=fills[3],
            edge=colours.ink(colour, edge, self.page, 3.0),
            ink=colours.ink(colour, ink, self.page, 4.5),
        )

    def relation_ink(self, colour: str) -> str:
        """What a relation type's own colour becomes here: legible on the page."""
        return colours.ink(colour, 0.78 if self.dark else 0.50, self.page)

    def palette(self) -> QPalette:
        """For the whole application, so that lists, menus and dialogs match."""
        palette = QPalette()
        role = QPalette.ColorRole
        for which, colour in (
            (role.Window, self.window),
            (role.WindowText, self.text),
            (role.Base, self.page),
            (role.AlternateBase, self.window),
            (role.ToolTipBase, self.raised),
            (role.ToolTipText, self.text),
            (role.PlaceholderText, self.faint),
            (role.Text, self.text),
            (role.Button, self.raised),
            (role.ButtonText, self.text),
            (role.BrightText, self.problem),
            (role.Light, self.raised),
            (role.Midlight, self.line),
            (role.Mid, self.line),
            (role.Dark, self.faint),
            (role.Shadow, self.line),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.Link, self.accent),
            (role.LinkVisited, self.muted),
        ):
            palette.setColor(which, QColor(colour))
        for which in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(self.faint))
        return palette

    def style_sheet(self) -> str:
        """Thin lines, calm surfaces, decent paddings; sizes in px of the logical screen."""
        hover = colours.mixed(self.accent, self.window, 0.12)
        chosen = colours.mixed(self.accent, self.page, 0.22)
        return _SHEET.format(t=self, hover=hover, chosen=chosen)


def own_label_colours(schema: Schema) -> dict[str, str]:
    """Each label's own colour, the same in all themes; one without takes the next of the palette, by its place."""
    return {
        label.name: label.colour or colours.PALETTE[i % len(colours.PALETTE)]
        for i, label in enumerate(schema.labels)
    }


def own_relation_colours(schema: Schema) -> dict[str, str]:
    """Each relation type's own colour, the same in all themes."""
    return {
        kind.name: kind.colour or colours.PALETTE[(i * 3 + 1) % len(colours.PALETTE)]
        for i, kind in enumerate(schema.relations)
    }


def label_colours(schema: Schema, theme: Theme) -> dict[str, SpanColours]:
    """The colours of each label in a theme."""
    return {name: theme.span_colours(own) for name, own in own_label_colours(schema).items()}


def relation_colours(schema: Schema, theme: Theme) -> dict[str, str]:
    """The ink of each relation type in a theme."""
    return {name: theme.relation_ink(own) for name, own in own_relation_colours(schema).items()}


_SHEET = """
QMainWindow, QDialog {{ background: {t.window}; }}
QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QMenuBar {{ background: {t.window}; border-bottom: 1px solid {t.line}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.line}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 5px 8px; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; padding: 5px 7px; }}
QStatusBar {{ background: {t.window}; border-top: 1px solid {t.line}; color: {t.muted}; }}
QStatusBar::item {{ border: none; }}
QListView, QTreeView, QTableView {{
    background: {t.window}; border: none; outline: none;
    selection-background-color: {chosen}; selection-color: {t.text};
    gridline-color: {t.line};
}}
QListView::item, QTreeView::item {{ padding: 3px 6px; border-radius: 4px; }}
QListView::item:hover, QTreeView::item:hover {{ background: {hover}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
    background: {chosen}; color: {t.text};
}}
QHeaderView::section {{
    background: {t.window}; color: {t.muted}; border: none;
    border-bottom: 1px solid {t.line}; padding: 4px 6px;
}}
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {{
    background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; border-radius: 6px;
    padding: 4px 7px; selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus {{
    border: 1px solid {t.accent};
}}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{
    width: 0px; height: 0px; margin-right: 8px; border-top: 5px solid {t.muted};
    border-left: 4px solid {t.raised}; border-right: 4px solid {t.raised};
}}
QPushButton {{
    background: {t.raised}; color: {t.text}; border: 1px solid {t.line}; border-radius: 6px;
    padding: 5px 14px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:default {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent}; }}
QPushButton:default:focus {{ border: 1px solid {t.text}; }}
QPushButton:disabled {{ color: {t.faint}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: 3px 6px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:focus {{ border: 1px solid {t.accent}; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: 6px; margin-top: 10px; padding-top: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 10px; color: {t.muted}; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{ padding: 6px 12px; color: {t.muted}; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QProgressBar {{
    background: {t.line}; border: none; border-radius: 3px; max-height: 6px; text-align: center;
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
