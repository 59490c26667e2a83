"""Texts of many scripts and documents made from them."""

import random

from annotator.core.document import Document
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.ui.canvas.metrics import Metrics
from annotator.ui.canvas.page import Page

TEXTS = {
    "plain": "Japan will give 40 million doses to its neighbors, Tanaka said in Osaka. " * 8,
    "emoji": "Flags 🇯🇵🇩🇪 and 👨‍👩‍👧‍👦 families 👍🏽 meet e\u0301a\u0308 in Zu\u0308rich. " * 6,
    "arabic": "وصل الوزير إلى القاهرة يوم الخميس مع وفد من الأمم المتحدة. " * 6,
    "hebrew": "שר הבריאות נפגש עם Aiko Tanaka באוסקה ב-12 בספטמבר. " * 6,
    "mixed": "The ministry (وزارة الصحة) said 40 ships left חיפה for Kobe. " * 6,
    "thai": "รัฐมนตรีสาธารณสุขพบกับผู้แทนจากอินโดนีเซียที่โอซาก้าเมื่อวันพฤหัสบดี " * 6,
    "chinese": "日本将向邻国提供四千万剂疫苗，卫生部长田中爱子周四在大阪表示。" * 8,
    "hindi": "स्वास्थ्य मंत्री ने गुरुवार को ओसाका में कहा कि टीके भेजे जाएंगे। " * 6,
    "tabs": "a\tb\tlonger cell\t12\n\n\tindented line\r\nnext\rlast\u2028same\u00a0line\ufeff end\u200b",
    "long word": "x" * 900,
    "blank": "\n\n\n",
    "empty": "",
}

SCRIPTS = ("plain", "emoji", "arabic", "hebrew", "mixed", "thai", "chinese", "hindi")
"""Names of the texts in which spans and relations are tried."""


def document_of(
    text: str,
    spans: list[tuple[int, int, str]] | None = None,
    relations: list[tuple[int, int]] | None = None,
) -> Document:
    """Spans get ids from 1 on, relations lead from one id to another."""
    return Document.made(
        1,
        text,
        Tokens.plain(text),
        spans=[Span(i + 1, s, e, label) for i, (s, e, label) in enumerate(spans or [])],
        relations=[Relation(i + 1, h, c, "HEAD_OF") for i, (h, c) in enumerate(relations or [])],
    )


def crowded(text: str, count: int, seed: int = 1) -> Document:
    """Random, nested and overlapping spans with relations between them."""
    chance = random.Random(seed)
    spans = []
    for _ in range(count):
        start = chance.randrange(len(text) - 1)
        spans.append((start, min(start + chance.choice((2, 5, 9, 40, 120)), len(text)), "PERSON"))
    pairs = [(chance.randint(1, count), chance.randint(1, count)) for _ in range(count)]
    return document_of(text, spans, [(h, c) for h, c in pairs if h != c])


def page_of(document: Document, width: int = 700, zoom: int = 100) -> Page:
    """A page that is settled at its top; needs a QApplication."""
    page = Page(Metrics("", zoom, width))
    page.viewport_height = 500
    page.show(document)
    page.settle()
    return page
