"""Rows of the table of formats: training sets for relation extraction."""

from annotator.formats.format import RICH, Format, Trait

_T = Trait

RELATION_SETS: tuple[Format, ...] = (
    Format(
        "docred",
        "DocRED",
        (".json", ".jsonl"),
        RICH - {_T.EXACT_TEXT} | {_T.NOTES},
        "docred:read_docred",
        "docred_writing:write_docred",
        "docred:is_docred",
        needs_tokens=True,
        attributes=("entity",),
        fit="docred_writing:one_for_each_pair",
        dataset="docred_writing:write_sets",
        written="Entities with their mentions, and relations between entities.",
        remark="Each mention is a span, with its entity's number as attribute entity. Written, mentions"
        " of one entity are those of one such attribute, else of one entry in a knowledge base, else of"
        " one label and name; of several relations of one type between two entities the first one is"
        " written. A rel_info.json (or pid2name.json) beside the file gives relations their names; the"
        " ids are written again, with the names in NAME.rel_info.json.",
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
        fit="spert:as_said",
        dataset="spert_types:write_sets",
        written="For training SpERT; the types that it asks for are written beside.",
        remark="For training relation extraction: an article is one example. Tokens are cut where a span"
        " begins inside. The types that SpERT asks for are written beside, as NAME.types.json.",
    ),
    Format(
        "dygie",
        "SciERC, DyGIE++",
        (".jsonl", ".json"),
        RICH - {_T.EXACT_TEXT, _T.DISTANT},
        "dygie:read_dygie",
        "dygie_writing:write_dygie",
        "dygie:is_dygie",
        needs_tokens=True,
        attributes=("entity",),
        proposals=True,
        fit="dygie_writing:as_said",
        written="For training SciERC and DyGIE++.",
        remark="Mentions of one cluster share the attribute entity; mentions and ends of relations that are"
        " no entity are called MENTION. predicted_ner and predicted_relations are proposals, and proposals become them."
        " Relations lead to places: of several spans of one place, to the first. Events and other keys"
        " are kept while the words stay the same.",
    ),
    Format(
        "tacred",
        "TACRED",
        (".json", ".jsonl"),
        RICH - {_T.EXACT_TEXT},
        "tacred:read_tacred",
        "tacred_writing:write_tacred",
        "tacred:is_tacred",
        needs_tokens=True,
        fit="tacred_writing:as_said",
        parts="tacred_writing:parts",
        written="One example a relation, as TACRED has them.",
        remark="One example a relation, the head as subject and the child as object, with the words from"
        " the first to the last of their sentences. Examples with the same words, one behind the other,"
        " are read as one article. no_relation is written where a relation is called so, and only there."
        " Of the columns of Stanford's parser those that came in are written.",
    ),
    Format(
        "tacred-negatives",
        "TACRED with no_relation",
        (".json", ".jsonl"),
        RICH - {_T.EXACT_TEXT},
        "tacred:read_tacred",
        "tacred_writing:write_tacred",
        "tacred:is_tacred",
        needs_tokens=True,
        attributes=("entity",),
        fit="tacred_writing:with_negatives",
        parts="tacred_writing:parts",
        written="One example a relation, and no_relation for every other pair of one sentence.",
        remark="As TACRED, and no_relation both ways between any two spans of one sentence whose entities no"
        " relation of the article joins in either direction: all of them, none by chance. Spans of one"
        " attribute entity, else of one label and name, are one entity.",
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
        (".json", ".jsonl"),
        reader="fewrel:read_fewrel",
        sniff="fewrel:is_fewrel",
        remark="Each place of head and tail is a span called ENTITY with the id as its link; relations"
        " are called by the names of a pid2name.json beside the file, else by their ids.",
    ),
    Format(
        "rebel",
        "REBEL (a line of triples)",
        (".jsonl", ".json"),
        RICH - {_T.INSIDE_TOKENS},
        "rebel:read_rebel",
        "rebel_writing:write_lines",
        "rebel:is_rebel",
        label_refused="[<>]",
        fit="rebel_writing:as_line",
        written="Names and relations as a line of text: <triplet> head <subj> tail <obj> relation.",
        remark="<triplet> head <subj> tail <obj> relation beside the text. A triple has names, no places:"
        " they are searched for as whole words, and of several places the two that stand nearest to each"
        " other are taken; the report names what stood several times. Spans without a relation and the"
        " labels of spans can't be said; read, they are called ENTITY.",
    ),
    Format(
        "rebel-typed",
        "mREBEL (a line of triples with types)",
        (".jsonl", ".json"),
        RICH - {_T.INSIDE_TOKENS},
        "rebel:read_rebel",
        "rebel_writing:write_typed_lines",
        "rebel:is_rebel",
        label_refused=r"[\s<>]",
        fit="rebel_writing:as_typed_line",
        written="As REBEL, with the labels of head and tail.",
        remark="As REBEL, with the labels of head and tail in place of <subj> and <obj>.",
    ),
    Format(
        "rebel-json",
        "Triples in JSON",
        (".jsonl", ".json"),
        RICH | {_T.LINKS},
        "rebel:read_rebel",
        "rebel_writing:write_objects",
        "rebel:is_rebel",
        written="Entities and triples (subject, predicate, object) with their places.",
        remark="REBEL's own layout: entities and triples (subject, predicate, object) with boundaries. Read"
        " also with names alone, as objects (as DuIE, NYT, CasRel and TPLinker have them, too) or as"
        " [head, relation, tail]; those are searched for.",
    ),
    Format(
        "re3d",
        "re3d",
        (".json",),
        reader="re3d:read_re3d",
        sniff="re3d:is_re3d",
        remark="Open documents.json; entities.json and relations.json are read beside it. The confidence is"
        " the score of spans and relations, the words that say a relation are its note. A relation names"
        " places: of several entities there the surest is its end.",
    ),
    Format(
        "gate",
        "GATE XML",
        (".xml",),
        reader="gate:read_gate",
        sniff="gate:is_gate",
        remark="Annotations of all sets with their features as attributes, and relations of two. What the"
        " tokeniser and splitter made and the original markup are not taken, and counted.",
    ),
)
