"""Rows of the table of formats: what articles come from."""

from annotator.formats.format import Format

ARTICLES: tuple[Format, ...] = (
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
        "text",
        "Plain text",
        (".txt", ".text", ".md", ".markdown", ""),
        reader="new_articles:read_text",
    ),
)
