"""Self-written texts that are hard in one way each."""

NEWS = (
    "Advertisement\n\nMinisters meet in Osaka\n\n"
    "Health Minister Aiko Tanaka told the European Union on Tuesday that Japan would pay "
    "$40 million. The Kremlin declined to comment, and a week later the Kremlin agreed.\n\n"
    "Budi Hartawan of the World Bank flew to Geneva. “We wait,” he said.\n"
)
NASTY = {
    "empty": "",
    "blank": " \t\r\n \u00a0 \n",
    "emoji": "👩‍👩‍👧 Aiko Tanaka 🇯🇵 met 🎉 NATO in Osaka. 😀Geneva\n",
    "crlf": "Aiko Tanaka left Osaka.\r\n\r\nNATO met in Geneva on Monday.\r\n",
    "cr": "Aiko Tanaka left Osaka.\rNATO met in Geneva.\r",
    "nbsp": "Aiko\u00a0Tanaka of\u00a0NATO\u00a0 spoke in New\u00a0Delhi.",
    "bom": "\ufeffAiko Tanaka left Osaka for \ufeffGeneva.",
    "tabs": "\tAiko Tanaka\tNATO\tGeneva\n\t\tBudi Hartawan\tWorld Bank\n",
    "marks": "José\u0301 met שר החוץ and وزير in Ge\u0301neva on Tuesday.",
    "news": NEWS,
}
LONG = "\n".join(f"{NEWS}Paragraph {n} about Jakarta and the {n} men of NATO." for n in range(120))
