"""Which type of schema.org a fiche is, from its kind and the French words of its sub-kind.

Types and their properties: https://schema.org (release 29). A type is chosen only when the words say it; the
general one of the kind stands otherwise.
"""

from __future__ import annotations

from buron.kernel.folding import fold
from buron.offer.body import Body

LODGING = frozenset(
    {"BedAndBreakfast", "Campground", "Hostel", "Hotel", "LodgingBusiness", "Resort", "VacationRental"}
)
FOOD = frozenset(
    {
        "Bakery", "BarOrPub", "Brewery", "CafeOrCoffeeShop", "Distillery", "FastFoodRestaurant", "IceCreamShop",
        "Restaurant", "Winery",
    }
)  # fmt: skip
BUSINESS = LODGING | FOOD | frozenset(
    {
        "AmusementPark", "ArtGallery", "BowlingAlley", "Casino", "DaySpa", "GolfCourse", "GovernmentOffice",
        "GroceryStore", "Library", "LocalBusiness", "MovieTheater", "Pharmacy", "PublicSwimmingPool", "SkiResort",
        "SportsActivityLocation", "SportsClub", "Store", "TennisComplex", "TouristInformationCenter",
    }
)  # fmt: skip
"""Types that are both a place and an organisation, and may therefore offer something at a price."""

Words = tuple[tuple[str, str], ...]

_BY_KIND: dict[str, str] = {
    "hotel": "Hotel",
    "camping": "Campground",
    "rental": "VacationRental",
    "group_lodging": "LodgingBusiness",
    "restaurant": "Restaurant",
    "tasting": "LocalBusiness",
    "shop": "Store",
    "activity": "LocalBusiness",
    "facility": "TouristAttraction",
    "trail": "TouristTrip",
    "heritage": "LandmarksOrHistoricalBuildings",
    "nature": "Landform",
    "event": "Event",
    "ski_area": "SkiResort",
    "package": "TouristTrip",
    "structure": "Organization",
    "territory": "TouristDestination",
    "transport": "CivicStructure",
}
# Whole words (an "s" may follow), or beginnings of words with a star, in the order in which they decide.
_WORDS: dict[str, Words] = {
    "rental": (("chambre", "BedAndBreakfast"), ("hote", "BedAndBreakfast")),
    "hotel": (("residence de tourisme", "Resort"), ("auberge de jeunesse", "Hostel")),
    "group_lodging": (
        ("village", "Resort"), ("refuge", "Hostel"), ("auberge", "Hostel"), ("gite d etape", "Hostel"),
    ),
    "restaurant": (
        ("glacier", "IceCreamShop"), ("salon de the", "CafeOrCoffeeShop"), ("cafe", "CafeOrCoffeeShop"),
        ("bar", "BarOrPub"), ("pub", "BarOrPub"), ("snack", "FastFoodRestaurant"),
        ("restauration rapide", "FastFoodRestaurant"), ("boulangerie", "Bakery"),
    ),
    "tasting": (
        ("brasserie", "Brewery"), ("biere", "Brewery"), ("distillerie", "Distillery"), ("cave", "Winery"),
        ("vign*", "Winery"), ("vin", "Winery"), ("boulangerie", "Bakery"),
    ),
    "shop": (
        ("boulangerie", "Bakery"), ("pharmacie", "Pharmacy"), ("epicerie", "GroceryStore"),
        ("superm*", "GroceryStore"), ("office de tourisme", "TouristInformationCenter"),
    ),
    "activity": (
        ("office de tourisme", "TouristInformationCenter"), ("club", "SportsClub"), ("sport", "SportsActivityLocation"),
        ("canoe", "SportsActivityLocation"), ("escalade", "SportsActivityLocation"),
        ("equitation", "SportsActivityLocation"), ("parapente", "SportsActivityLocation"),
        ("randonnee*", "SportsActivityLocation"), ("velo", "SportsActivityLocation"), ("vtt", "SportsActivityLocation"),
        ("accrobranche", "SportsActivityLocation"),
    ),
    "facility": (
        ("piscine", "PublicSwimmingPool"), ("tennis", "TennisComplex"), ("golf", "GolfCourse"),
        ("cinema", "MovieTheater"), ("bibliotheque", "Library"), ("mediatheque", "Library"),
        ("aire de jeu*", "Playground"), ("stade", "StadiumOrArena"), ("bowling", "BowlingAlley"), ("casino", "Casino"),
        ("therm*", "DaySpa"), ("spa", "DaySpa"), ("zoo", "Zoo"), ("parc animalier", "Zoo"), ("aquarium", "Aquarium"),
        ("parc d attraction*", "AmusementPark"),
        ("parc de loisir", "AmusementPark"), ("parc", "Park"), ("plage", "Beach"), ("baignade", "Beach"),
        ("theatre", "PerformingArtsTheater"), ("musee", "Museum"), ("parking", "ParkingFacility"),
        ("sport", "SportsActivityLocation"), ("escalade", "SportsActivityLocation"),
    ),
    "heritage": (
        ("musee", "Museum"), ("ecomusee", "Museum"), ("eglise", "Church"), ("chapelle", "Church"),
        ("cathedrale", "Church"), ("basilique", "Church"), ("collegiale", "Church"), ("abbaye", "PlaceOfWorship"),
        ("prieure", "PlaceOfWorship"), ("temple", "PlaceOfWorship"), ("synagogue", "Synagogue"),
        ("mosquee", "Mosque"), ("cimetiere", "Cemetery"), ("jardin", "Park"), ("parc", "Park"),
        ("galerie", "ArtGallery"), ("theatre", "PerformingArtsTheater"), ("bibliotheque", "Library"),
    ),
    "nature": (
        ("cascade", "Waterfall"), ("chute", "Waterfall"), ("lac", "LakeBodyOfWater"), ("etang", "Pond"),
        ("riviere", "RiverBodyOfWater"), ("fleuve", "RiverBodyOfWater"), ("gorge", "RiverBodyOfWater"),
        ("volcan", "Volcano"), ("puy", "Mountain"), ("sommet", "Mountain"), ("montagne", "Mountain"),
        ("pic", "Mountain"), ("plage", "Beach"), ("jardin", "Park"), ("parc", "Park"),
    ),
    "event": (
        ("festival", "Festival"), ("carnaval", "Festival"), ("concert", "MusicEvent"), ("musi*", "MusicEvent"),
        ("opera", "MusicEvent"),
        ("theatre", "TheaterEvent"), ("spectacle", "TheaterEvent"), ("danse", "DanceEvent"), ("bal", "DanceEvent"),
        ("exposition", "ExhibitionEvent"), ("projection", "ScreeningEvent"), ("cinema", "ScreeningEvent"),
        ("film", "ScreeningEvent"), ("lecture", "LiteraryEvent"), ("litterature", "LiteraryEvent"),
        ("conference", "EducationEvent"), ("stage", "EducationEvent"), ("atelier", "EducationEvent"),
        ("degustation", "FoodEvent"), ("repas", "FoodEvent"), ("gastronomi*", "FoodEvent"),
        ("marche", "SaleEvent"), ("brocante", "SaleEvent"), ("vide grenier", "SaleEvent"), ("foire", "SaleEvent"),
        ("sport*", "SportsEvent"), ("course", "SportsEvent"), ("trail", "SportsEvent"), ("competition", "SportsEvent"),
        ("tournoi", "SportsEvent"), ("enfant", "ChildrensEvent"), ("jeune public", "ChildrensEvent"),
    ),
    "structure": (
        ("office de tourisme", "TouristInformationCenter"), ("point d information", "TouristInformationCenter"),
        ("mairie", "GovernmentOffice"), ("commune", "GovernmentOffice"), ("musee", "Museum"),
    ),
    "transport": (
        ("gare", "TrainStation"), ("train", "TrainStation"), ("taxi", "TaxiStand"), ("bus", "BusStation"),
        ("aero*", "Airport"), ("parking", "ParkingFacility"),
    ),
}  # fmt: skip
_SIGHTS = frozenset({"heritage", "nature", "facility"})


def schema_types(body: Body) -> list[str]:
    """The types, the most precise first: ``["Museum", "TouristAttraction"]``."""
    kind = body["kind"]
    precise = _precise(body, _WORDS.get(kind, ())) or _BY_KIND.get(kind, "Place")
    if kind in _SIGHTS and precise != "TouristAttraction":
        return [precise, "TouristAttraction"]
    return [precise]


def _precise(body: Body, words: Words) -> str:
    """What the sub-kind says; an event says it too by its themes, or by its name ("Concert à l’église")."""
    found = _said(words, body.get("subkind", ""))
    if found or body["kind"] != "event":
        return found
    themes = " ".join(term.get("label", "") for term in body.get("themes", ()))
    return _said(words, themes) or _said(words, body["name"].get("fr", ""))


def _said(words: Words, text: str) -> str:
    folded = f" {fold(text)} "
    return next((name for word, name in words if _holds(folded, word)), "")


def _holds(text: str, word: str) -> bool:
    if word.endswith("*"):
        return f" {word[:-1]}" in text
    return f" {word} " in text or f" {word}s " in text
