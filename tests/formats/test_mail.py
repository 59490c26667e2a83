"""Articles from mails and from web pages in one file."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats.articles import Imported, read_articles
from tests.formats.test_web_page import BODY, PAGE
from tests.shared import CORPORA

MHTML = CORPORA / "docs_inception_mhtml_sample/mhtml/A_KAE.mhtml"
MAILBOX = CORPORA / "docs_baleen_files/collectionreaders/rlug.mbox"


def mail() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Grüße from the harbour"
    made["From"] = "Ada <ada@paper.example>"
    made["Date"] = "Tue, 05 Mar 2024 10:00:00 +0100"
    return made


def one(path: Path, data: bytes) -> Imported:
    path.write_bytes(data)
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    return found


def test_a_mail_gives_subject_sender_date_and_its_plain_part(tmp_path: Path) -> None:
    made = mail()
    made.set_content("Łódź met Köln.\nTwice.\n", charset="iso8859-2")
    made.add_alternative("<p>Other</p>", subtype="html")
    made.add_attachment("Attached", filename="a.txt")
    found = one(tmp_path / "a.eml", made.as_bytes())
    assert found.text == "Łódź met Köln.\nTwice."
    assert found.meta.title == "Grüße from the harbour"
    assert found.meta.author == "Ada <ada@paper.example>"
    assert found.meta.date == "2024-03-05T10:00:00+01:00"


def test_a_mail_with_nothing_but_a_page_gives_its_text(tmp_path: Path) -> None:
    made = mail()
    made.set_content("<p>One</p><p>Two</p>", subtype="html")
    assert one(tmp_path / "a.eml", made.as_bytes()).text == "One\nTwo"


def test_text_before_and_after_a_picture_is_read(tmp_path: Path) -> None:
    made = mail()
    made.set_content("Before.\n")
    made.add_attachment(b"GIF8", "image", "gif", disposition="inline")
    for text in ("<p>After.</p>", "<p>End.</p>"):
        part = EmailMessage()
        part.set_content(text, subtype="html")
        made.attach(part)
    made.add_attachment("Notes", filename="a.txt", disposition="inline")
    assert one(tmp_path / "a.eml", made.as_bytes()).text == "Before.\n\nAfter.\n\nEnd."


def test_an_empty_plain_part_gives_way_to_the_page(tmp_path: Path) -> None:
    made = mail()
    made.set_content("\n")
    made.add_alternative("<p>Page</p>", subtype="html")
    assert one(tmp_path / "a.eml", made.as_bytes()).text == "Page"


def test_what_is_said_twice_in_one_mail_is_read_once(tmp_path: Path) -> None:
    made = mail()
    made.set_content("<p>One two.</p>", subtype="html")
    made.make_mixed()
    same = EmailMessage()
    same.set_content("One  two.\n")
    made.attach(same)
    assert one(tmp_path / "a.eml", made.as_bytes()).text == "One two."


def test_a_footer_of_a_list_does_not_take_the_place_of_the_page(tmp_path: Path) -> None:
    made = mail()
    made.set_content("<p>One</p>", subtype="html")
    made.make_mixed()
    footer = EmailMessage()
    footer.set_content("List footer\n")
    made.attach(footer)
    assert one(tmp_path / "a.eml", made.as_bytes()).text == "One\n\nList footer"


@pytest.mark.parametrize("data", [b"no header at all", b"Subject: x\n\n", b"\n\n"])
def test_a_mail_without_header_or_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.eml"):
        list(read_articles(path))


def test_a_page_in_one_file_knows_where_it_comes_from(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Snapshot-Content-Location"] = "https://paper.example/grain?x=1"
    made.set_content(PAGE.replace("CHARSET", "utf-8"), subtype="html")
    made.add_related(b"GIF8", "image", "gif")
    found = one(tmp_path / "a.mhtml", made.as_bytes())
    assert all(paragraph in found.text for paragraph in BODY)
    assert found.meta.url == "https://paper.example/grain?x=1"


def test_a_mailbox_gives_its_mails_and_names_a_bad_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    mails = (f"From x Tue Mar  5 10:00:00 2024\nSubject: s\n\n{text}\n" for text in ("One", ""))
    path.write_text("\n".join(mails))
    first, second = read_articles(path)
    assert isinstance(first, Imported)
    assert first.text == "One"
    assert isinstance(second, InputError)
    assert "a.mbox#2" in str(second)


def test_a_mail_of_a_mailbox_that_is_too_large_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.mail.AT_MOST", 200)
    path = tmp_path / "a.mbox"
    texts = ("One", "x" * 300, "Three")
    mails = (f"From x Tue Mar  5 10:00:00 2024\nSubject: s\n\n{text}\n" for text in texts)
    path.write_text("\n".join(mails))
    first, second, third = read_articles(path)
    assert isinstance(first, Imported)
    assert isinstance(second, InputError)
    assert "larger than" in second.reason
    assert isinstance(third, Imported)


@pytest.mark.skipif(not MHTML.is_file(), reason="the corpora are not there")
def test_the_corpora_are_read() -> None:
    (page,) = read_articles(MHTML)
    assert isinstance(page, Imported)
    assert "Konzessionsabgabe" in page.text
    assert all(isinstance(found, Imported) for found in read_articles(MAILBOX))


def test_a_header_of_a_megabyte_takes_no_time_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(f"Subject: S\nFrom: g:{'a <b ' * 200_000}\n\nAda met Ben.\n")
    (found,) = read_articles(path)
    assert isinstance(found, Imported)
    assert found.text == "Ada met Ben."
    assert len(found.meta.author) <= 20_000
