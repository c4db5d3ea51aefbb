"""Build the list of countries and their names in the five public languages from the Unicode CLDR.

Usage, with the Babel package (BSD), which carries the CLDR data and is not needed at run time::

    uv run --no-project --with babel==2.18.0 python tools/countries.py

The names are those of the CLDR (Unicode licence v3, its notice is shipped beside the data).
"""

from __future__ import annotations

import babel
from babel import Locale
from reference_files import update_manifest, write_table

LANGUAGES = ("fr", "en", "de", "nl", "es")

# Two-letter codes of the CLDR that are neither countries nor territories of ISO 3166-1: parts of countries,
# groups of countries, private use. Kosovo (XK), of private use too, is kept: its residents travel.
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)

# ISO gives a code of its own to these parts of France; figures count them as départements, not as foreign
# countries.
FRENCH_DEPARTMENTS = {
    "BL": "977",
    "GF": "973",
    "GP": "971",
    "MF": "978",
    "MQ": "972",
    "NC": "988",
    "PF": "987",
    "PM": "975",
    "RE": "974",
    "TF": "984",
    "WF": "986",
    "YT": "976",
}

# What visitors say and registers hold, where it is not the name in the CLDR.
ALIASES = {
    "AE": "Émirats|Dubaï|UAE",
    "BY": "Bélarus",
    "CD": "République démocratique du Congo|RDC|Zaïre",
    "CG": "République du Congo|Congo",
    "CZ": "République tchèque|Czech Republic",
    "GB": "Angleterre|Écosse|Pays de Galles|Grande-Bretagne|Great Britain|England|Scotland|Wales|UK",
    "HK": "Hong Kong",
    "IE": "Eire|République d'Irlande",
    "KR": "Corée",
    "MK": "Macédoine",
    "MM": "Birmanie|Myanmar",
    "MO": "Macao",
    "NL": "Hollande|Holland",
    "PS": "Palestine",
    "RU": "Fédération de Russie",
    "US": "USA|États-Unis d'Amérique|U.S.A.",
    "VA": "Vatican",
    "VN": "Vietnam",
}


def country_rows() -> list[list[str]]:
    names = {language: Locale(language).territories for language in LANGUAGES}
    codes = sorted(c for c in names["fr"] if len(c) == 2 and c.isalpha() and c not in NOT_COUNTRIES)
    return [
        [
            code,
            FRENCH_DEPARTMENTS.get(code, ""),
            *(names[language][code] for language in LANGUAGES),
            ALIASES.get(code, ""),
        ]
        for code in codes
    ]


def main() -> None:
    header = ("code", "department", *LANGUAGES, "aliases")
    update_manifest(
        "countries",
        {
            "package": "babel",
            "version": babel.__version__,
            "source": "Unicode CLDR",
            "licence": "Unicode-3.0",
            "licence_url": "https://www.unicode.org/license.txt",
            "files": {"countries.tsv": write_table("countries.tsv", header, country_rows())},
        },
    )


if __name__ == "__main__":
    main()
