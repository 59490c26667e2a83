"""CoNLL's columns and schemes."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.formats.articles import read_articles
from annotator.formats.conll import read_conll
from annotator.formats.conll_writing import write_bilou, write_iob1, write_iob2
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.sniffing import sniffed
from annotator.formats.table import format_named
from tests.shared import CORPORA

WORDS = "Ana Lund Bo met in Osaka"


def read(tmp_path: Path, text: str, name: str = "a.conll") -> list[Imported]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return [found for found in read_articles(path) if isinstance(found, Imported)]


def spans(article: Imported) -> list[tuple[str, str]]:
    return [(article.text[s.start : s.end], s.label) for s in article.spans]


@pytest.mark.parametrize(
    "tags",
    [
        "B-PER I-PER B-PER O O B-LOC",
        "I-PER I-PER B-PER O O I-LOC",
        "B-PER L-PER U-PER O O U-LOC",
        "B-PER E-PER S-PER O O S-LOC",
        "B-PER M-PER S-PER O O S-LOC",
    ],
)
def test_every_scheme_is_read(tmp_path: Path, tags: str) -> None:
    rows = zip(WORDS.split(), tags.split(), strict=True)
    (found,) = read(tmp_path, "".join(f"{word}\t{tag}\n" for word, tag in rows))
    assert found.text == WORDS
    assert spans(found) == [("Ana Lund", "PER"), ("Bo", "PER"), ("Osaka", "LOC")]


def test_documents_sentences_and_four_columns_are_read(tmp_path: Path) -> None:
    text = (
        "-DOCSTART- -X- -X- O\n\nAna NNP B-NP I-PER\nsaw VBD B-VP O\n\nBo NNP B-NP I-PER\n\n"
        "-DOCSTART- -X- -X- O\n\nOsaka NNP B-NP I-LOC\nwon VBD B-VP O\n"
    )
    first, second = read(tmp_path, text, "a.txt")
    assert first.text == "Ana saw\nBo"
    assert spans(first) == [("Ana", "PER"), ("Bo", "PER")]
    assert spans(second) == [("Osaka", "LOC")]
    assert first.tokens is not None
    assert list(first.tokens.sentences) == [0, 8]


def test_a_stated_text_gives_the_white_space(tmp_path: Path) -> None:
    text = "# text = Ana  Lund's\n1\tAna\tB-PER\t-\n2\tLund\tI-PER\t-\n3\t's\tO\t-\n"
    (found,) = read(tmp_path, text, "a.iob2")
    assert found.text == "Ana  Lund's"
    assert spans(found) == [("Ana  Lund", "PER")]


def test_a_plain_text_stays_a_text(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana met B-52 pilots.\nThey spoke.\n", "a.txt")
    assert found.text.startswith("Ana met")


@pytest.mark.parametrize("write", [write_iob1, write_iob2, write_bilou])
def test_every_scheme_is_written_and_comes_back(tmp_path: Path, write: object) -> None:
    (found,) = read(tmp_path, "Ana B-PER\nLund I-PER\nBo B-PER\n# O\nin O\n\nOsaka B-LOC\n")
    path = tmp_path / "out.conll"
    assert callable(write)
    assert write(path, [found, found]) == 2
    again = [article for article in read_conll(path) if isinstance(article, Imported)]
    assert [(article.text, spans(article)) for article in again] == 2 * [
        (found.text, [("Ana Lund", "PER"), ("Bo", "PER"), ("Osaka", "LOC")])
    ]


@pytest.mark.parametrize(
    ("name", "articles", "count"),
    [
        ("conll_wnut17_train_dev/wnut17train.conll", 1, 1975),
        ("conll_uner_en_dev/en_ewt-ud-dev.iob2", 318, 966),
        ("conll_hipe_ajmc_sample", 5, 153),
        ("doccano_transformer/labeling/labeling.conll2003.user2", 2, 11),
    ],
)
def test_published_files_come_in_whole(name: str, articles: int, count: int) -> None:
    path = CORPORA / name
    if not path.exists():
        pytest.skip("the corpora are not here")
    path = next(path.rglob("*.tsv")) if path.is_dir() else path
    found = [article for article in read_conll(path) if isinstance(article, Imported)]
    assert (len(found), sum(len(article.spans) for article in found)) == (articles, count)


def test_chosen_columns_are_read_by_number_or_name(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("N\tWORD\tFINE\tCOARSE\n1\tAna\tB-x\tPER\n2\tcame\tO\t_\n3\tBo\tB-y\tPER\n")
    for columns, expected in [
        ("2,4", [("Ana", "PER"), ("Bo", "PER")]),
        ("WORD,COARSE", [("Ana", "PER"), ("Bo", "PER")]),
        ("2,-2", [("Ana", "x"), ("Bo", "y")]),
    ]:
        (found,) = read_conll(path, columns=columns)
        assert isinstance(found, Imported)
        assert spans(found)[-2:] == expected


@pytest.mark.parametrize("columns", ["1", "1,9", "WORD,NONE", "0,1", "a,b,c"])
def test_columns_that_are_not_there_are_refused(tmp_path: Path, columns: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("Ana\tB-PER\n\n")
    with pytest.raises(InputError, match="olumns"):
        list(read_conll(path, columns=columns))


def test_a_column_without_any_span_is_passed_over(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana\tB-PER\tO\nmet\tO\tO\nBo\tB-PER\tO\n")
    assert spans(found) == [("Ana", "PER"), ("Bo", "PER")]


def test_levels_of_names_inside_of_names_are_all_read(tmp_path: Path) -> None:
    rows = "1\tTroia\tB-OTH\tB-LOC\n2\t-\tI-OTH\tO\n3\tTraum\tI-OTH\tO\n4\tin\tO\tO\n5\tBonn\tB-LOC\tO\n"
    (found,) = read(tmp_path, f"#\thttp://a.example [2009]\n{rows}", "a.tsv")
    expected = [("Troia", "LOC"), ("Troia - Traum", "OTH"), ("Bonn", "LOC")]
    assert sorted(spans(found)) == sorted(expected)
    assert found.losses == ()


def test_a_column_that_says_the_same_again_is_not_read_but_counted(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana B-PER B-PER\nmet O O\nBo B-PER B-PER\nin O O\nOsaka B-LOC O\n")
    assert spans(found) == [("Ana", "PER"), ("Bo", "PER")]
    assert "column 2 has 3 spans of its own" in found.losses[0]


def test_columns_under_names_are_counted_by_name(tmp_path: Path) -> None:
    rows = "TOKEN\tCOARSE\tFINE\nAna\tB-per\tB-per.x\n" + "met\tO\tO\n" * 12
    (found,) = read(tmp_path, rows, "a.tsv")
    assert spans(found) == [("Ana", "per")]
    assert "column FINE has 1 spans" in found.losses[0]


def test_chunks_are_no_spans(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana NNP I-NP I-PER\nmet VBD I-VP O\nBo NNP I-NP I-PER\n")
    assert (spans(found), found.losses) == ([("Ana", "PER"), ("Bo", "PER")], ())


def test_document_ids_part_articles(tmp_path: Path) -> None:
    one = "# hipe2022:language = en\n# hipe2022:document_id = {}\nAna\tB-PER\nmet\tO\n\n"
    found = read(tmp_path, one.format("a") + one.format("b"), "a.tsv")
    assert [article.text for article in found] == ["Ana met", "Ana met"]


@pytest.mark.parametrize("name", ["eng.train", "eng.testa", "ned.testb", "a.dev", "resume.bmes"])
def test_files_are_known_by_the_endings_of_shared_tasks(tmp_path: Path, name: str) -> None:
    (found,) = read(tmp_path, "Ana B-PER\nmet O\n", name)
    assert spans(found) == [("Ana", "PER")]


def test_a_guessed_encoding_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "esp.testb"
    rows = "La B-LOC\nCoruña I-LOC\n, O\nmañana O\n\n"
    path.write_bytes(f"-DOCSTART- O\n\n{rows}-DOCSTART- O\n\n{rows}".encode("latin-1"))
    first, second = (a for a in read_articles(path) if isinstance(a, Imported))
    assert spans(first) == [("La Coruña", "LOC")]
    assert "The encoding is a guess: cp1252" in first.problems[0]
    assert second.problems == ()


def test_sentences_of_words_with_bars_are_rows(tmp_path: Path) -> None:
    lines = "Ana|NAM|I-PER est|VER|O |||O ici|ADV|O .|SENT|O\n\nLe|DET|O Paris|NAM|I-LOC\n"
    (found,) = read(tmp_path, lines, "wikiner-fr")
    assert (found.text, spans(found)) == (
        "Ana est | ici .\nLe Paris",
        [("Ana", "PER"), ("Paris", "LOC")],
    )


def test_languages_before_the_words_are_taken_away(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "de:Ana\tB-PER\nde::\tO\nde:zu\tO\n\nde:Bonn\tB-LOC\n", "train")
    assert (found.text, spans(found)) == ("Ana : zu\nBonn", [("Ana", "PER"), ("Bonn", "LOC")])


def test_characters_with_blanks_among_them_are_joined(tmp_path: Path) -> None:
    rows = "## 1\t<경찰:OG>은 또\n경\tB-OG\n찰\tI-OG\n은\tO\n \tO\n또\tO\n"
    (found,) = read(tmp_path, rows, "a.tsv")
    assert (found.text, spans(found)) == ("경찰은 또", [("경찰", "OG")])


def test_columns_and_borders_are_chosen_for_writing(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana B-PER\ncame O\n\nBo B-PER\n")
    fmt = format_named("conll").with_options(columns="2,1", docstart="no")
    path = tmp_path / "out.conll"
    assert fmt.write(path, [found, found]) == 2
    one = "B-PER Ana\nO came\n\nB-PER Bo\n\n"
    assert path.read_text() == f"{one}\n{one}"
    again = [article for article in fmt.read(path) if isinstance(article, Imported)]
    assert [(a.text, spans(a)) for a in again] == [(found.text, spans(found))] * 2


def test_a_format_without_such_an_option_says_so() -> None:
    with pytest.raises(InputError, match="brat standoff has no columns"):
        format_named("brat").with_options(columns="1,2")


def test_white_space_that_parts_a_word_is_counted_as_lost(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana\u00a0Lund B-PER\nwon O\n")
    assert fitted(found, format_named("conll"))[1]["article's exact white space"] == 1


def test_sentences_on_lines_are_the_text_again_and_others_are_counted(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Ana B-PER\nwon O\n\nBo B-PER\n")
    assert fitted(found, format_named("conll"))[1]["article's exact white space"] == 0
    on_one_line = replace(found, text=found.text.replace("\n", " "))
    assert fitted(on_one_line, format_named("conll"))[1]["article's exact white space"] == 1


def test_articles_without_words_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    start = "-DOCSTART- -X- O O\n\n"
    path.write_text(f"{start}{start}Ana NNP B-NP I-PER\n\n{start}", "utf-8")
    first, found, last = read_articles(path)
    assert "line 1: The article has no words" in str(first)
    assert isinstance(found, Imported)
    assert "line 7: The article has no words" in str(last)


STANFORD = "Emma\tPERS\nWoodhouse\tPERS\n,\tO\nhandsome\tO\nin\tO\nHighbury\tLOC\n.\tO\n"


@pytest.mark.parametrize("more", ["", "and\tO\n" * 60])
def test_labels_without_beginnings_are_runs(tmp_path: Path, more: str) -> None:
    (found,) = read(tmp_path, STANFORD + more, "emma.tsv")
    assert spans(found) == [("Emma Woodhouse", "PERS"), ("Highbury", "LOC")]


def test_a_table_with_a_column_of_letters_is_no_conll(tmp_path: Path) -> None:
    rows = "person\tblood\n" + "".join(f"name {n}\t{'OABO'[n % 4]}\n" for n in range(40))
    (tmp_path / "a.tsv").write_text(rows, "utf-8")
    fmt = sniffed(tmp_path / "a.tsv")
    assert fmt is None or not fmt.name.startswith("conll")


def test_entities_of_wikidata_are_links(tmp_path: Path) -> None:
    rows = "TOKEN\tNE-COARSE-LIT\tNEL-LIT\nAna\tB-pers\tQ1\nLund\tI-pers\tQ1\nBo\tB-pers\tNIL\n"
    (found,) = read(tmp_path, rows + "won\tO\t_\n" * 9, "a.tsv")
    assert [span.kb_id for span in found.spans] == ["Q1", ""]
