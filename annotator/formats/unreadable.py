"""Documents that are not read but that people take for articles: a folder's import names them, with a way out."""

_WAYS = {
    "Save it as .docx": ".doc .dot .odt .ott .pages .rtf .wpd .wps",
    "Save it as .xlsx or .csv": ".numbers .ods .xls .xlsb",
    "Save it as a PDF": ".azw3 .djvu .epub .mobi .odp .ppt .pptx .ps .xps",
    "Save it as .eml": ".msg .oft",
    "Unpack it": ".7z .gz .rar .tar .tgz .xz",
}
WAYS = {ending: way for way, endings in _WAYS.items() for ending in endings.split()}
"""What to do with a file, by its lower-case ending."""
