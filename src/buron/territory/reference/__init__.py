"""The map of France by codes: communes, intercommunalities (EPCI), départements, regions; and countries.

Pure reference data, the same for every office, read from the tables shipped with the program
(``tools/communes.py`` and ``tools/countries.py`` say where they come from). Nothing here touches the
database. Tables are read once, at first use; a commune stays a line of text and becomes a record only when it
is asked for.

A commune is named by its INSEE code everywhere in the program: the postcode is shared by several communes,
the name too.
"""

from buron.territory.reference.areas import (
    Department,
    Region,
    department,
    department_by_name,
    departments,
    region,
    regions,
)
from buron.territory.reference.communes import (
    Commune,
    commune,
    commune_by_name,
    commune_name,
    communes_of_postcode,
    department_of_postcode,
    find_communes,
)
from buron.territory.reference.countries import (
    Country,
    countries,
    country,
    country_by_name,
)
from buron.territory.reference.epcis import Epci, epci, find_epcis
from buron.territory.reference.tables import manifest

__all__ = [
    "Commune",
    "Country",
    "Department",
    "Epci",
    "Region",
    "commune",
    "commune_by_name",
    "commune_name",
    "communes_of_postcode",
    "countries",
    "country",
    "country_by_name",
    "department",
    "department_by_name",
    "department_of_postcode",
    "departments",
    "epci",
    "find_communes",
    "find_epcis",
    "manifest",
    "region",
    "regions",
]
