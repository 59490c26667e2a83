"""The one table of formats: what each is called, what it can hold, how it is recognised, read and written.

The rows of relation sets and of mere articles stand in files of their own.
"""

from annotator.core.errors import InputError
from annotator.formats.article_rows import ARTICLES
from annotator.formats.format import ALL, RICH, Format, Glimpse, Reader, Trait, Writer
from annotator.formats.relation_rows import RELATION_SETS

__all__ = [
    "FORMATS",
    "Format",
    "Glimpse",
    "Reader",
    "Trait",
    "Writer",
    "all_suffixes",
    "format_named",
]

_T = Trait
NUL = r"\0"
NOT_IN_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_COLUMNS = (
    *(
        ".conll",
        ".conll2003",
        ".iob",
        ".iob2",
        ".bio",
        ".bioes",
        ".bmes",
        ".tsv",
        ".txt",
        ".conllup",
    ),
    *(".train", ".dev", ".test", ".testa", ".testb", ""),
)

FORMATS: tuple[Format, ...] = (
    Format(
        "brat",
        "brat standoff",
        (".ann", ".a1", ".a2", ".txt"),
        RICH | {_T.DISCONTINUOUS, _T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "brat:read_brat",
        "brat_writing:write_brat",
        "brat:is_pair",
        is_folder=True,
        fit="brat_writing:as_said",
        label_refused=r"[\s:;|,<>\[\]!]",
        sign_refused=NUL,
        written="A folder with a .txt and a .ann an article, and brat's configuration.",
        remark="A folder with a .txt and a .ann an article, and annotation.conf. Events are spans"
        " with a relation an argument. .a1 and .a2 are read and become .ann. Line ends at the edges of"
        " spans are left out, and attributes are one line each: brat takes no others.",
    ),
    Format(
        "label-studio",
        "Label Studio JSON",
        (".json", ".jsonl", ".csv", ".tsv"),
        RICH | {_T.NOTES, _T.ATTRIBUTES, _T.META},
        "label_studio:read_label_studio",
        "label_studio_writing:write_label_studio",
        "label_studio:is_label_studio",
        dataset="label_studio_writing:write_dataset",
        written="A file to import in Label Studio, and the labeling configuration of its project beside.",
        remark="A labeling configuration is written beside. Read: annotations, else drafts, else"
        " predictions, old completions, JSON_MIN, CSV and TSV. Of several annotations of a task one comes"
        " in, the others are listed.",
    ),
    Format(
        "doccano",
        "doccano JSONL",
        (".jsonl", ".json", ".jsonlines"),
        RICH,
        "doccano:read_doccano",
        "doccano_writing:write_doccano",
        "doccano:is_doccano",
        dataset="doccano_writing:write_sets",
        written="Entities and relations, to import into a doccano project that uses relations.",
        remark="Read in all its shapes; written with entities and relations. Offsets of its web page count"
        " UTF-16 units; that is found out an article at a time, and they become code points. Written are"
        " code points, as its server counts. What its project must allow is said after writing.",
    ),
    Format(
        "doccano-spans",
        "doccano JSONL without relations",
        (".jsonl", ".json", ".jsonlines"),
        RICH - {_T.RELATIONS, _T.DISTANT, _T.PARALLEL},
        "doccano:read_doccano",
        "doccano_writing:write_triples",
        "doccano:is_doccano",
        dataset="doccano_writing:write_triple_sets",
        written="A list of [start, end, label] an article, for doccano's plain sequence labelling.",
        remark="A list of [start, end, label] an article, for its plain sequence labelling.",
    ),
    *RELATION_SETS,
    Format(
        "cas",
        "UIMA CAS (XMI)",
        (".xmi", ".zip", ".xml", ".json"),
        RICH | {_T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "cas:read_cas",
        "cas_writing:write_cas",
        "cas:is_cas",
        is_folder=True,
        needs_tokens=True,
        fit="cas_writing:with_few_types",
        sign_refused=NOT_IN_XML,
        written="For INCEpTION: a folder (or .zip, if the name ends so) with an .xmi an article and its types.",
        remark="As INCEpTION and DKPro Core have it: a folder (or .zip, if the name ends so) with an .xmi"
        " an article and TypeSystem.xml. Custom span, relation, slot and chain layers are read; all else"
        " comes out as it came in. New spans are written as NamedEntity, their relations as"
        " webanno.custom.Relation; notes and attributes are features, fifty at most.",
    ),
    Format(
        "cas-json",
        "UIMA CAS (JSON)",
        (".json", ".zip", ".xmi", ".xml"),
        RICH | {_T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "cas:read_cas",
        "cas_writing:write_json",
        "cas:is_cas",
        is_folder=True,
        needs_tokens=True,
        fit="cas_writing:with_one_view",
        written="For INCEpTION: the same in JSON.",
        remark="The same as JSON CAS 0.4, a .json an article.",
    ),
    Format(
        "webanno",
        "WebAnno TSV 3",
        (".tsv",),
        RICH | {_T.NOTES, _T.ATTRIBUTES, _T.LINKS},
        "webanno:read_webanno",
        "webanno_writing:write_webanno",
        "webanno:is_webanno",
        is_folder=True,
        needs_tokens=True,
        fit="webanno_writing:with_few_columns",
        sign_refused=NUL,
        written="For INCEpTION: a folder with a .tsv an article.",
        remark="A folder with a .tsv an article. All span, chain and relation layers and slots are read;"
        " those of parts of speech, lemmas and dependencies come out as they came in. New spans are"
        " written as NamedEntity, their relations as webanno.custom.Relation; notes and attributes are"
        " features that the project in INCEpTION needs as well, fifty at most.",
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
        sign_refused=NUL,
        written="Universal Dependencies with spans under Entity=.",
        remark="Entity= as in CorefUD and GUM; read also as tags under NER=, name= and the like. The"
        " attribute `entity` is what mentions of one entity share. Trees, comments and all else come out"
        " as they came in.",
    ),
    Format(
        "spacy",
        "spaCy DocBin",
        (".spacy",),
        RICH | {_T.LINKS, _T.META},
        "docbin:read_docbin",
        "docbin:write_docbin",
        needs_tokens=True,
        dataset="docbin:write_docbins",
        written="For `spacy train`: spans, entities and relations; with a split, a config is written beside.",
        remark="doc.spans['sc'] holds all spans, doc.ents those that stand side by side (of overlapping"
        " ones the longest; white space at the edges left out), doc._.rel the relations as in spaCy's"
        " relation tutorial: {(first token of head, of child): {label: 1.0}}, with {} for other pairs of"
        " entities up to 200 tokens apart; doc.user_data['relations'] says them exactly, as [head, child,"
        " label] by numbers in doc.spans['sc'], doc.user_data['meta'] where the text is from. Tokens"
        " are cut where a span begins inside. With --split 80/10/10 a config for `spacy train` is"
        " written beside: ner, or spancat where spans overlap. A part of more than half a million"
        " tokens becomes a folder of files, which spaCy takes as well.",
    ),
    Format(
        "huggingface",
        "Hugging Face dataset (JSON Lines)",
        (".jsonl", ".json"),
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "hugging_face:read_rows",
        "hugging_face_writing:write_lines",
        "hugging_face:is_hugging_face",
        is_folder=True,
        needs_tokens=True,
        dataset="hugging_face_writing:write_line_parts",
        written="A folder that datasets.load_dataset reads: tokens and ner_tags.",
        remark="A folder that datasets.load_dataset reads: data/train.jsonl, validation.jsonl and"
        " test.jsonl with tokens and ner_tags (IOB2, numbers), their names in README.md and"
        " features.json. Tokens are cut where a span begins inside.",
    ),
    Format(
        "huggingface-parquet",
        "Hugging Face dataset (Parquet)",
        (".parquet", ".arrow"),
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "parquet:read_parquet",
        "parquet:write_parquet",
        is_folder=True,
        needs_tokens=True,
        dataset="parquet:write_parquet_parts",
        written="The same in Parquet.",
        remark="The same in Parquet; needs the extra annotator-desktop[parquet]. Read are also Arrow"
        " files, and tables with a text column.",
    ),
    Format(
        "html",
        "Web page of annotated articles",
        (".html",),
        ALL - {_T.STATES, _T.STATUS, _T.DISCONTINUOUS},
        writer="html_page:write_page",
        dataset="html_page:write_pages",
        written="For papers and colleagues: one file without scripts, light or dark as the reader's system is.",
        remark="For papers and colleagues: one file without scripts, in the schema's colours, light or"
        " dark as the reader's system is, light on paper; relations and notes are listed below the text.",
    ),
    Format(
        "conll",
        "CoNLL (IOB2)",
        _COLUMNS,
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_iob2",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        sign_refused=NUL,
        written="A word a line with its tag: B- begins a span, I- goes on.",
        remark="Read with any of the schemes, or with labels alone; columns are found out, or chosen by number"
        " or name. Sentences of word|pos|tag (WikiNER) and languages before words (WikiANN) are known."
        " Several columns of tags that share labels, as GermEval has them for names inside of names, are all"
        " read; of others one is, the rest is listed."
        " Tokens are cut where a span begins inside. Without -DOCSTART- two empty lines part articles.",
        options=("columns", "docstart"),
    ),
    Format(
        "conll-iob1",
        "CoNLL (IOB1)",
        _COLUMNS,
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_iob1",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        sign_refused=NUL,
        written="As CoNLL-2003 was published: I- also begins a span, B- where two meet.",
        remark="As CoNLL-2003 was published.",
        options=("columns", "docstart"),
    ),
    Format(
        "conll-bilou",
        "CoNLL (BILOU)",
        _COLUMNS,
        frozenset((_T.SPANS, _T.INSIDE_TOKENS)),
        "conll:read_conll",
        "conll_writing:write_bilou",
        "conll:is_conll",
        needs_tokens=True,
        label_refused=r"\s",
        sign_refused=NUL,
        written="As spaCy trains: begin, in, last, outside, unit.",
        remark="As spaCy trains.",
        options=("columns", "docstart"),
    ),
    Format(
        "spacy-tuples",
        "spaCy 2 training data",
        (".json", ".jsonl", ".txt"),
        reader="spacy_tuples:read_spacy_tuples",
        sniff="spacy_tuples:is_spacy_tuples",
        remark='Pairs of a text and {"entities": [[start, end, label]]}, in JSON or as Python writes them.',
    ),
    Format(
        "patterns",
        "Match patterns of Prodigy and spaCy",
        (".jsonl", ".json"),
        reader="patterns:refuse",
        sniff="patterns:is_patterns",
        remark="No articles: `annotator prelabel --patterns FILE` highlights by them, with -m blank:en by"
        " them alone. Phrases and conditions on tokens; those that take a model (POS, LEMMA) are named and"
        " left out.",
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
        "record_lines:read",
        "saving:write_articles",
        "sniffing:is_records",
        needs_tokens=True,
        written="All there is, as Save dataset writes it.",
        remark="Prodigy's layout with more keys: spans with token_start and token_end, relations with head and"
        " child as numbers of last tokens, as parse_data.py of spaCy's tutorial rel_component reads them (its"
        " map of labels and its split by meta.source are for its own corpus; --flat where it must have no"
        " overlaps). Read: no tokens, no ws, no spans, reviews, choices, and answers of tasks and of spans;"
        " what stands beside is written again.",
    ),
    *ARTICLES,
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
