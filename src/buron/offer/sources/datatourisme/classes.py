"""DATAtourisme's classes: which kind they make, and their French names.

A record bears all the ancestors of its classes, so a few decisive ones tell the kind; the first that applies
wins (a hotel that is also a restaurant is a hotel, a museum in a cave is heritage). Names are those in use in
offices; a class without name here is left out of the sub-kind.
Source: ontology core 2.4, https://www.datatourisme.fr/ontology/core.
"""

from __future__ import annotations

DECISIVE: tuple[tuple[str, str], ...] = (
    ("EntertainmentAndEvent", "event"),
    ("Event", "event"),
    ("Tour", "trail"),
    ("HotelTrade", "hotel"),
    ("CampingAndCaravanning", "camping"),
    ("CollectiveAccommodation", "group_lodging"),
    ("RentalAccommodation", "rental"),
    ("Accommodation", "rental"),
    ("TastingProvider", "tasting"),
    ("Tasting", "tasting"),
    ("FoodEstablishment", "restaurant"),
    ("TouristInformationCenter", "structure"),
    ("DownhillSkiResort", "ski_area"),
    ("CrossCountrySkiResort", "ski_area"),
    ("Transport", "transport"),
    ("CulturalSite", "heritage"),
    ("NaturalHeritage", "nature"),
    ("Practice", "activity"),
    ("Visit", "activity"),
    ("SportsAndLeisurePlace", "facility"),
    ("ActivityProvider", "activity"),
    ("ConvenientService", "facility"),
    ("BusinessPlace", "facility"),
    ("Store", "shop"),
    ("MedicalPlace", "shop"),
    ("ServiceProvider", "shop"),
    ("Rental", "shop"),
    ("AccommodationProduct", "rental"),
    ("Product", "package"),
    ("PlaceOfInterest", "facility"),
)
NAMES: dict[str, str] = {
    # events
    "Concert": "Concert", "Exhibition": "Exposition", "Festival": "Festival", "Conference": "Conférence",
    "TheaterEvent": "Théâtre", "ShowEvent": "Spectacle", "DanceEvent": "Danse", "CircusEvent": "Cirque",
    "Opera": "Opéra", "Recital": "Récital", "Reading": "Lecture", "ScreeningEvent": "Projection",
    "ChildrensEvent": "Jeune public", "VisualArtsEvent": "Son et lumière", "Commemoration": "Commémoration",
    "ArtistSigning": "Rencontre d’artiste", "Harvest": "Vendanges et récoltes", "Market": "Marché",
    "FairOrShow": "Foire ou salon", "BricABrac": "Brocante", "GarageSale": "Vide-grenier",
    "OpenDay": "Portes ouvertes", "Carnival": "Carnaval", "LocalAnimation": "Animation locale",
    "Parade": "Défilé", "TraditionalCelebration": "Fête traditionnelle", "ReligiousEvent": "Fête religieuse",
    "PilgrimageAndProcession": "Pèlerinage", "SportsCompetition": "Compétition sportive",
    "SportsDemonstration": "Démonstration sportive", "Rally": "Rallye", "Rambling": "Randonnée accompagnée",
    "Game": "Jeu ou concours", "Congress": "Congrès", "Seminar": "Séminaire", "TrainingWorkshop": "Atelier",
    "CulturalEvent": "Événement culturel", "SportsEvent": "Événement sportif",
    "SocialEvent": "Événement social", "SaleEvent": "Événement commercial",
    "BusinessEvent": "Événement professionnel",
    # walks
    "WalkingTour": "Itinéraire pédestre", "CyclingTour": "Itinéraire cyclable",
    "HorseTour": "Itinéraire équestre", "RoadTour": "Itinéraire routier", "FluvialTour": "Itinéraire fluvial",
    "UnderwaterRoute": "Itinéraire sous-marin",
    # lodging
    "HotelRestaurant": "Hôtel-restaurant", "Hotel": "Hôtel", "CamperVanArea": "Aire de camping-car",
    "Camping": "Camping", "StopOverOrGroupLodge": "Refuge et gîte d’étape", "GroupLodging": "Gîte de groupe",
    "YouthHostelAndInternationalCenter": "Auberge de jeunesse", "ChildrensGite": "Gîte d’enfants",
    "ClubOrHolidayVillage": "Village de vacances", "HolidayCentre": "Centre de vacances",
    "HolidayResort": "Résidence de tourisme", "TableHoteGuesthouse": "Chambre et table d’hôtes",
    "Guesthouse": "Chambre d’hôtes", "SelfCateringAccommodation": "Meublé de tourisme",
    "TreeHouse": "Cabane dans les arbres", "Yurt": "Yourte", "Tipi": "Tipi", "Bubble": "Bulle",
    "Chalet": "Chalet", "Apartment": "Appartement", "House": "Maison", "Hut": "Cabane",
    # food and producers
    "GourmetRestaurant": "Restaurant gastronomique", "FarmhouseInn": "Ferme-auberge",
    "MountainRestaurant": "Restaurant d’altitude", "BrasserieOrTavern": "Brasserie",
    "SelfServiceCafeteria": "Cafétéria", "BoatRestaurant": "Bateau-restaurant", "Cabaret": "Cabaret",
    "FastFoodRestaurant": "Restauration rapide", "StreetFood": "Restauration ambulante",
    "CafeOrTeahouse": "Café ou salon de thé", "BistroOrWineBar": "Bistrot ou bar à vin",
    "BarOrPub": "Bar", "IceCreamShop": "Glacier", "Bakery": "Boulangerie", "Restaurant": "Restaurant",
    "WineCellar": "Cave", "Brewery": "Brasseur", "Cooperative": "Coopérative", "Farmer": "Éleveur",
    "Producer": "Producteur", "ProducersGroup": "Groupement de producteurs", "Trader": "Négociant",
    # heritage
    "FortifiedCastle": "Château fort", "Castle": "Château", "Museum": "Musée", "Abbey": "Abbaye",
    "Cathedral": "Cathédrale", "Basilica": "Basilique", "Collegiate": "Collégiale", "Church": "Église",
    "Chapel": "Chapelle", "Monastery": "Monastère ou prieuré", "Convent": "Couvent", "Cloister": "Cloître",
    "Commanderie": "Commanderie", "Chartreuse": "Chartreuse", "Synagogue": "Synagogue", "Mosque": "Mosquée",
    "Temple": "Temple", "Calvary": "Calvaire", "MegalithDolmenMenhir": "Mégalithe",
    "Ruins": "Ruines et vestiges", "RomanPath": "Voie romaine", "ArcheologicalSite": "Site archéologique",
    "Citadel": "Citadelle", "Fort": "Fort", "Dungeon": "Donjon", "FortifiedSet": "Ensemble fortifié",
    "Mill": "Moulin", "Lighthouse": "Phare", "Mine": "Mine", "Forge": "Forge", "WashHouse": "Lavoir",
    "CoveredMarket": "Halle", "PigeonLoft": "Pigeonnier", "Stables": "Haras", "Aqueduct": "Aqueduc",
    "Bridge": "Pont", "Fountain": "Fontaine", "Palace": "Palais", "Tower": "Tour",
    "RemarkableHouse": "Maison remarquable", "Arena": "Arènes", "ParkAndGarden": "Parc et jardin",
    "InterpretationCentre": "Centre d’interprétation", "Library": "Bibliothèque ou médiathèque",
    "MilitaryCemetery": "Cimetière militaire", "CivilCemetery": "Cimetière",
    "RemembranceSite": "Lieu de mémoire", "Bastide": "Bastide", "District": "Quartier",
    "MountainResort": "Station de montagne", "SpaResort": "Station thermale",
    "CityHeritage": "Ville ou village", "IndustrialSite": "Site industriel",
    "TechnicalHeritage": "Patrimoine technique", "ReligiousSite": "Site religieux",
    "DefenceSite": "Site de défense", "RemarkableBuilding": "Bâtiment remarquable",
    # nature
    "Waterfall": "Cascade", "CaveSinkholeOrAven": "Grotte ou gouffre", "Gorge": "Gorges", "Canyon": "Canyon",
    "Lake": "Lac", "Pond": "Étang", "River": "Rivière", "Stream": "Ruisseau", "Source": "Source",
    "Beach": "Plage", "Forest": "Forêt", "PointOfView": "Point de vue", "Summit": "Sommet", "Peak": "Pic",
    "Col": "Col", "Volcano": "Volcan", "Mountain": "Montagne", "Plateau": "Plateau", "Valley": "Vallée",
    "Cliff": "Falaise", "Cirque": "Cirque naturel", "Bog": "Tourbière", "Swamp": "Marais",
    "Wetland": "Zone humide", "NaturalPark": "Parc naturel", "NaturalCuriosity": "Curiosité naturelle",
    "AlpinePasture": "Alpage", "Causse": "Causse", "IslandPeninsula": "Île ou presqu’île", "Canal": "Canal",
    # facilities, activities, services
    "SwimmingPool": "Piscine", "GolfCourse": "Golf", "MiniGolf": "Mini-golf", "Cinema": "Cinéma",
    "Theater": "Salle de spectacle", "Casino": "Casino", "ThemePark": "Parc de loisirs",
    "ZooAnimalPark": "Parc animalier", "VivariumAquarium": "Aquarium", "TouristTrain": "Train touristique",
    "SightseeingBoat": "Bateau promenade", "TourismCableCar": "Téléphérique", "BowlingAlley": "Bowling",
    "EquestrianCenter": "Centre équestre", "ClimbingWall": "Mur d’escalade", "TennisComplex": "Tennis",
    "IceSkatingRink": "Patinoire", "TeachingFarm": "Ferme pédagogique", "Racetrack": "Hippodrome",
    "Marina": "Port de plaisance", "LeisureComplex": "Base de loisirs", "PlayArea": "Aire de jeux",
    "FitnessPath": "Parcours de santé", "BoulesPitch": "Boulodrome", "Stadium": "Stade",
    "EducationalTrail": "Sentier de découverte", "BalneotherapyCentre": "Balnéothérapie",
    "DownhillSkiResort": "Domaine de ski alpin", "CrossCountrySkiResort": "Domaine nordique",
    "SummerToboggan": "Luge d’été", "NightClub": "Discothèque", "PicnicArea": "Aire de pique-nique",
    "PublicLavatories": "Toilettes publiques", "RVServiceArea": "Borne camping-car",
    "ElectricVehicleChargingPoint": "Borne de recharge", "WaterSource": "Point d’eau",
    "ConventionCentre": "Centre de congrès", "Spa": "Établissement thermal",
    "ThalassotherapyCentre": "Thalassothérapie", "Pharmacy": "Pharmacie",
    "LeisureSportActivityProvider": "Activité sportive", "CulturalActivityProvider": "Activité culturelle",
    "EquipmentRentalShop": "Location de matériel", "EquipmentRental": "Location de matériel",
    "TaxiCompany": "Taxi", "Transporter": "Transporteur", "IntroductionCourse": "Initiation",
    "DevelopmentCourse": "Stage", "MultiActivity": "Multi-activités", "AccompaniedPractice": "Accompagnement",
    "Traineeship": "Stage ou atelier", "CraftsmanShop": "Artisan d’art",
    "LocalProductsShop": "Produits du terroir", "BoutiqueOrLocalShop": "Commerce de proximité",
    "AntiqueAndSecondhandGoodDealer": "Antiquaire", "ArtGalleryOrExhibitionGallery": "Galerie d’art",
    "LocalTouristOffice": "Office de tourisme", "ProfessionalTourGuide": "Guide",
    "TourOperatorOrTravelAgency": "Agence de voyages", "IncomingTravelAgency": "Agence réceptive",
    "TrainStation": "Gare", "BusStation": "Gare routière", "Airport": "Aéroport", "Parking": "Parking",
    "CarpoolArea": "Aire de covoiturage", "RiverPort": "Port fluvial", "Lock": "Écluse",
    "SportsAndLeisurePlace": "Site de loisirs", "ActivityProvider": "Prestataire d’activité",
}  # fmt: skip
PRACTICES: dict[str, str] = {
    "WalkingTour": "hiking",
    "CyclingTour": "road_bike",
    "HorseTour": "horse",
    "RoadTour": "road",
    "FluvialTour": "boat",
    "UnderwaterRoute": "diving",
}
SHAPES: dict[str, str] = {"Loop": "loop", "RoundTrip": "return", "OpenJaw": "one_way", "OneWay": "one_way"}


def kind_of(classes: list[str]) -> str:
    """The kind that the classes of a record make, empty when none is decisive."""
    present = set(classes)
    return next((kind for name, kind in DECISIVE if name in present), "")


def subkind_of(classes: list[str]) -> str:
    """The French name of the most particular class of a record (the table goes from particular to general)."""
    present = set(classes)
    return next((label for name, label in NAMES.items() if name in present), "")
