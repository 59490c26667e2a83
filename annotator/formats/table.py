"""The one table of formats: what each is called, what it can hold, how it is recognised, read and written.

A format's own file is imported when the format is used: readers, writers and sniffers stand here as
`module:function` below `annotator.formats`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from annotator.core.errors import InputError

if TYPE_CHECKING:
    from annotator.formats.datasets import Facts, Made, Parts
    from annotator.formats.imported import Imported

Reader = Callable[[Path, str | None], Iterator["Imported | InputError"]]
"""A file (and a forced encoding) to its articles; a bad one comes as an error among the good ones."""
Writer = Callable[[Path, Iterable["Imported"]], int]
"""Articles to a file (a folder where the format is one), whole or not at all; how many there were."""


class Trait(StrEnum):
    """What a format can hold; the value is how the help and the reports call it."""

    SPANS = "spans"
    NESTED = "nested spans"
    CROSSING = "crossing spans"
    DISCONTINUOUS = "parts of discontinuous spans"
    INSIDE_TOKENS = "spans inside of tokens"
    RELATIONS = "relations"
    DISTANT = "relations across sentences"
    PARALLEL = "several relations of one pair"
    NOTES = "notes"
    ATTRIBUTES = "attributes"
    LINKS = "links to a knowledge base"
    STATES = "states, sources and scores"
    STATUS = "status of the article"
    META = "title, author, date and other facts"
    EXACT_TEXT = "white space of the text"


class Glimpse(Struct, frozen=True):
    """What sniffing sees: the path, the beginning as text, and the first JSON object if it is JSON."""

    path: Path
    text: str
    record: dict[str, Any] | None = None

    @property
    def suffix(self) -> str:
        """The lower-case ending with its dot."""
        return self.path.suffix.lower()


class Format(Struct, frozen=True):
    """A row of the table. Without `reader` it can't be read, without `writer` not be written.

    `sniff` takes a Glimpse of a file with one of the suffixes; without it the suffix is enough.
    `is_folder`: the writer makes a folder of files. `label_refused`: the characters, as a regular
    expression, that labels can't have there; each becomes `_`. `attributes` are held by their names
    where others are not, `proposals` told apart, with scores. `fit` takes what is left to what the format
    can say of it, and counts the rest; `parts` are the articles that one becomes. `dataset` writes all
    parts of a split at once, and what belongs to them together.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: frozenset[Trait] = frozenset()
    reader: str = ""
    writer: str = ""
    sniff: str = ""
    is_folder: bool = False
    needs_tokens: bool = False
    label_refused: str = ""
    attributes: tuple[str, ...] = ()
    proposals: bool = False
    fit: str = ""
    parts: str = ""
    dataset: str = ""
    remark: str = ""

    @property
    def family(self) -> str:
        """The name under which kinds of one format keep what is theirs alone."""
        of = {"doccano-spans": "doccano", "tacred-negatives": "tacred"}
        return of.get(self.name, self.name).replace("-", "_")

    @property
    def is_lossless(self) -> bool:
        """Whether it holds all there is."""
        return self.holds == ALL

    def read(self, path: Path, encoding: str | None = None) -> "Iterator[Imported | InputError]":
        """The articles of a file; InputError when the file as a whole can't be used."""
        if not self.reader:
            raise InputError(f"{self.title} can be written, not read.", str(path))
        from annotator.formats.faults import guarded

        reader: Reader = _function(self.reader)
        return guarded(lambda: reader(path, encoding), path)

    def write(self, path: Path, articles: "Iterable[Imported]") -> int:
        """Write articles that hold nothing but what the format holds; how many there were."""
        if not self.writer:
            raise InputError(f"{self.title} can be read, not written.", str(path))
        writer: Writer = _function(self.writer)
        return writer(path, articles)

    def write_dataset(self, path: Path, parts: "Parts", facts: "Facts") -> "Made":
        """Write all parts by the format's own `dataset`."""
        made: Made = _function(self.dataset)(path, parts, facts)
        return made

    def as_said(self, article: "Imported", losses: "Counter[str]") -> "Imported":
        """The article as it will come back; what that changes is counted in the losses."""
        if not self.fit:
            return article
        found: Imported = _function(self.fit)(article, losses)
        return found

    def parted(self, article: "Imported") -> "list[Imported]":
        """The articles that are read back where this one is written."""
        if not self.parts:
            return [article]
        found: list[Imported] = list(_function(self.parts)(article))
        return found

    def recognises(self, glimpse: Glimpse) -> bool:
        """Whether the file looks like this format."""
        if glimpse.suffix not in self.suffixes:
            return False
        return not self.sniff or bool(_function(self.sniff)(glimpse))


ALL = frozenset(Trait)
_T = Trait
_RICH = frozenset(
    (
        *(_T.SPANS, _T.NESTED, _T.CROSSING, _T.INSIDE_TOKENS, _T.EXACT_TEXT),
        *(_T.RELATIONS, _T.DISTANT, _T.PARALLEL),
    )
)

FORMATS: tuple[Format, ...] = (
    Format(
        "brat",
        "brat standoff",
        (".ann", ".a1", ".a2", ".txt"),
        _RICH | {_T.DISCONTINUOUS, _T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "brat:read_brat",
        "brat_writing:write_brat",
        "brat:is_pair",
        is_folder=True,
        label_refused=r"[\s:;|,]",
        remark="A folder with a .txt and a .ann an article, and annotation.conf. Events are spans"
        " with a relation an argument. .a1 and .a2 are read and become .ann.",
    ),
    Format(
        "label-studio",
        "Label Studio JSON",
        (".json", ".jsonl", ".csv", ".tsv"),
        _RICH | {_T.NOTES, _T.ATTRIBUTES, _T.META},
        "label_studio:read_label_studio",
        "label_studio_writing:write_label_studio",
        "label_studio:is_label_studio",
        remark="Read: annotations, predictions, old completions, JSON_MIN, CSV and TSV. Of several"
        " annotations of a task one comes in, the others are listed.",
    ),
    Format(
        "doccano",
        "doccano JSONL",
        (".jsonl", ".json", ".jsonlines"),
        _RICH,
        "doccano:read_doccano",
        "doccano:write_doccano",
        "doccano:is_doccano",
        remark="Read in all its shapes; written with entities and relations. UTF-16 offsets are"
        " found out an article at a time and become code points.",
    ),
    Format(
        "doccano-spans",
        "doccano JSONL without relations",
        (".jsonl", ".json", ".jsonlines"),
        _RICH - {_T.RELATIONS, _T.DISTANT, _T.PARALLEL},
        "doccano:read_doccano",
        "doccano:write_triples",
        "doccano:is_doccano",
        remark="A list of [start, end, label] an article, for its plain sequence labelling.",
    ),
    Format(
        "docred",
        "DocRED",
        (".json", ".jsonl"),
        _RICH - {_T.EXACT_TEXT} | {_T.NOTES},
        "docred:read_docred",
        "docred_writing:write_docred",
        "docred:is_docred",
        needs_tokens=True,
        attributes=("entity",),
        fit="docred_writing:one_for_each_pair",
        remark="Each mention is a span, with its entity's number as attribute entity. Written, mentions"
        " of one entity are those of one such attribute, else of one entry in a knowledge base, else of"
        " one label and name; of several relations of one type between two entities the first one is"
        " written. A rel_info.json (or pid2name.json) beside the file gives relations their names; the"
        " ids are written again.",
    ),
    Format(
        "spert",
        "SpERT",
        (".json", ".jsonl"),
        frozenset(
            (
                *(_T.SPANS, _T.NESTED, _T.CROSSING, _T.INSIDE_TOKENS),
                *(_T.RELATIONS, _T.DISTANT, _T.PARALLEL),
            )
        ),
        "spert:read_spert",
        "spert:write_spert",
        "spert:is_spert",
        needs_tokens=True,
        remark="For training relation extraction: an article is one example. Tokens are cut where"
        " a span begins inside.",
    ),
    Format(
        "webanno",
        "WebAnno TSV 3",
        (".tsv",),
        _RICH | {_T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "webanno:read_webanno",
        "webanno_writing:write_webanno",
        "webanno:is_webanno",
        is_folder=True,
        needs_tokens=True,
        remark="A folder with a .tsv an article. All span, chain and relation layers and slots are read;"
        " those of parts of speech, lemmas and dependencies come out as they came in. New spans are"
        " written as NamedEntity, their relations as webanno.custom.Relation; notes and attributes are"
        " features that the project in INCEpTION needs as well.",
    ),
    Format(
        "conllu",
        "CoNLL-U with entities",
        (".conllu", ".conllup", ".conll", ".txt"),
        frozenset(_T) - {_T.RELATIONS, _T.DISTANT, _T.PARALLEL, _T.NOTES, _T.STATES, _T.STATUS},
        "conllu:read_conllu",
        "conllu_writing:write_conllu",
        "conllu:is_conllu",
        needs_tokens=True,
        remark="Entity= as in CorefUD and GUM; read also as tags under NER=, name= and the like. The"
        " attribute `entity` is what mentions of one entity share. Trees, comments and all else come out"
        " as they came in.",
    ),
    Format(
        "spacy",
        "spaCy DocBin",
        (".spacy",),
        _RICH | {_T.LINKS, _T.META},
        "docbin:read_docbin",
        "docbin:write_docbin",
        needs_tokens=True,
        dataset="docbin:write_docbins",
        remark="doc.spans['sc'] holds all spans, doc.ents those that stand side by side (of overlapping"
        " ones the longest; white space at the edges left out), doc._.rel the relations as in spaCy's"
        " relation tutorial: {(first token of head, of child): {label: 1.0}}, with {} for other pairs of"
        " entities up to 200 tokens apart; doc.user_data['relations'] says them exactly, as [head, child,"
        " label] by numbers in doc.spans['sc'], doc.user_data['meta'] where the text is from. Tokens"
        " are cut where a span begins inside. With --split 80/10/10 a config for `spacy train` is"
        " written beside: ner, or spancat where spans overlap.",
    ),
    Format(
        "dygie",
        "SciERC, DyGIE++",
        (".jsonl", ".json"),
        _RICH - {_T.EXACT_TEXT, _T.DISTANT},
        "dygie:read_dygie",
        "dygie_writing:write_dygie",
        "dygie:is_dygie",
        needs_tokens=True,
        attributes=("entity",),
        proposals=True,
        fit="dygie_writing:as_said",
        remark="Mentions of one cluster share the attribute entity; those that are no entity are called"
        " MENTION. predicted_ner and predicted_relations are proposals, and proposals become them."
        " Relations lead to places: of several spans of one place, to the first. Events and other keys"
        " are kept while the words stay the same.",
    ),
    Format(
        "tacred",
        "TACRED",
        (".json", ".jsonl"),
        _RICH - {_T.EXACT_TEXT},
        "tacred:read_tacred",
        "tacred_writing:write_tacred",
        "tacred:is_tacred",
        needs_tokens=True,
        fit="tacred_writing:as_said",
        parts="tacred_writing:parts",
        remark="One example a relation, the head as subject and the child as object, with the words from"
        " the first to the last of their sentences. Examples with the same words, one behind the other,"
        " are read as one article. no_relation is written where a relation is called so, and only there."
        " Of the columns of Stanford's parser those that came in are written.",
    ),
    Format(
        "tacred-negatives",
        "TACRED with no_relation",
        (".json", ".jsonl"),
        _RICH - {_T.EXACT_TEXT},
        "tacred:read_tacred",
        "tacred_writing:write_tacred",
        "tacred:is_tacred",
        needs_tokens=True,
        fit="tacred_writing:with_negatives",
        parts="tacred_writing:parts",
        remark="As TACRED, and no_relation both ways between any two spans of one sentence that no relation"
        " joins in either direction: all of them, none by chance.",
    ),
    Format(
        "opennre",
        "OpenNRE, TypeRE",
        (".txt", ".json", ".jsonl"),
        reader="opennre:read_opennre",
        sniff="opennre:is_opennre",
        remark="A line a relation, in JSON or as Python writes it; words or a text. Lines with the same"
        " words, one behind the other, are one article. NA is a relation like any other.",
    ),
    Format(
        "fewrel",
        "FewRel",
        (".json",),
        reader="fewrel:read_fewrel",
        sniff="fewrel:is_fewrel",
        remark="Each place of head and tail is a span called ENTITY with the id as its link; relations"
        " are called by the names of a pid2name.json beside the file, else by their ids.",
    ),
    Format(
        "conll",
        "CoNLL (IOB2)",
        (".conll", ".conll2003", ".iob", ".iob2", ".bio", ".tsv", ".txt"),
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_iob2",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        remark="Read with any of the schemes, columns found out. Tokens are cut where a span begins inside.",
    ),
    Format(
        "conll-iob1",
        "CoNLL (IOB1)",
        (".conll", ".conll2003", ".iob", ".iob2", ".bio", ".tsv", ".txt"),
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_iob1",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        remark="As CoNLL-2003 was published.",
    ),
    Format(
        "conll-bilou",
        "CoNLL (BILOU)",
        (".conll", ".conll2003", ".iob", ".iob2", ".bio", ".tsv", ".txt"),
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_bilou",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        remark="As spaCy trains.",
    ),
    Format(
        "json",
        "JSON with a text field",
        (".json", ".jsonl", ".ndjson", ".jsonlines"),
        reader="json_articles:read_json",
        sniff="json_articles:is_json_articles",
        remark="The field called text, body, content or article; the others are kept as meta.",
    ),
    Format(
        "jsonl",
        "JSON Lines of Annotator and Prodigy",
        (".jsonl", ".ndjson", ".jsonlines"),
        ALL,
        "articles:read_lines_of",
        "saving:write_articles",
        "sniffing:is_records",
        needs_tokens=True,
    ),
    Format("web-page", "Web page", (".html", ".htm", ".xhtml"), reader="web_page:read_page"),
    Format("mhtml", "Web page in one file", (".mhtml", ".mht"), reader="mail:read_mhtml"),
    Format("mail", "Mail", (".eml",), reader="mail:read_mail"),
    Format("mailbox", "Mailbox", (".mbox",), reader="mail:read_mailbox"),
    Format(
        "word",
        "Word document",
        (".docx",),
        reader="docx:read_docx",
        remark="Headers, footers, notes and deleted text are left out.",
    ),
    Format("pdf", "PDF with a text layer", (".pdf",), reader="pdf:read_pdf"),
    Format(
        "table",
        "Table (CSV, TSV)",
        (".csv", ".tsv"),
        reader="sheets:read_csv",
        sniff="sheets:is_table",
        remark="The column called text, body, content or article, else the longest; an article a row.",
    ),
    Format("excel", "Excel workbook", (".xlsx",), reader="sheets:read_xlsx"),
    Format(
        "feed",
        "Feed (RSS, Atom)",
        (".rss", ".atom", ".xml"),
        reader="feeds:read_feed",
        sniff="feeds:is_feed",
        remark="An entry an article, from what stands in the feed.",
    ),
    Format(
        "text", "Plain text", (".txt", ".text", ".md", ".markdown", ""), reader="articles:read_text"
    ),
)
"""In the order in which they are tried: the plain ones, that take any file of their suffix, last."""


def format_named(name: str) -> Format:
    """The format of this name; InputError names them all when there is none."""
    found = next((f for f in FORMATS if f.name == name), None)
    if found is None:
        known = ", ".join(f.name for f in FORMATS)
        raise InputError(f"There is no format called {name!r}; these are known: {known}.")
    return found


def all_suffixes() -> frozenset[str]:
    """The endings, lower-case with their dots, of all that can be read."""
    return frozenset(s for f in FORMATS if f.reader for s in f.suffixes if s)


def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"annotator.formats.{module}"), name)
    return found
