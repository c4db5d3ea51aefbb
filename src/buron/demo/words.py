"""The words from which the invented offer is written: names, sentences in five languages, by kind."""

from __future__ import annotations

from dataclasses import dataclass, field

PLACES = (
    "du Suc", "de la Sagne", "des Estives", "du Ravin", "de la Croix Haute", "du Vieux Four", "des Sorbiers",
    "de la Font Claire", "du Puy Marel", "des Trois Pierres", "du Gué", "de la Planèze", "des Narses", "du Roc Blanc",
    "de l’Étang", "des Gentianes", "du Couderc", "de la Montagne", "des Orgues", "du Pas de l’Ane", "de la Rhue",
    "du Moulin", "des Bruyères", "de la Grange", "du Lavoir", "des Hêtres", "de la Combe", "du Belvédère",
)  # fmt: skip
NAMES = (
    "Malaval", "Vernières", "Chaludet", "Rochemaure", "Fontbonne", "Delmas-Roy", "Brugerolle", "Lacassagne", "Estival",
    "Montagnac", "Peyrot", "Salsignac", "Vidalenc", "Courbière", "Ferrandou", "Jarrige", "Nozerolle", "Tourtoulou",
)  # fmt: skip
STREETS = (
    "place de l’Église", "rue du Four", "route du Lac", "le Bourg", "rue des Ruisseaux", "chemin des Estives",
    "avenue de la Gare", "lieu-dit la Sagne", "rue de la Halle", "route du Puy", "lieu-dit le Couderc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """How fiches of one kind are written. ``{place}``, ``{name}`` and ``{town}`` are filled in."""

    kind: str
    subkind: str
    count: int
    apidae: str
    titles: tuple[str, ...]
    short: tuple[dict[str, str], ...]
    long: tuple[str, ...]
    season: str = "yearly"
    price: tuple[int, int, str] | None = None
    amenities: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    capacity: dict[str, tuple[int, int]] = field(default_factory=dict)
    stars: tuple[int, int] | None = None
    labels: tuple[str, ...] = ()


RECIPES = (
    Recipe(
        "hotel", "Hôtel", 11, "HOTELLERIE",
        ("Hôtel {place}", "Auberge {place}", "Hôtel {name}", "Le Relais {place}"),
        (
            {"fr": "Hôtel familial au cœur de {town}, cuisine du pays et chambres au calme.",
             "en": "Family-run hotel in the heart of {town}, regional cooking and quiet rooms.",
             "de": "Familienhotel im Zentrum von {town}, regionale Küche und ruhige Zimmer.",
             "nl": "Familiehotel in het hart van {town}, streekkeuken en rustige kamers.",
             "es": "Hotel familiar en el corazón de {town}, cocina regional y habitaciones tranquilas."},
            {"fr": "Une étape de charme face aux monts, à deux pas des sentiers.",
             "en": "A charming stop facing the mountains, a stone’s throw from the trails."},
        ),
        ("Les chambres, refaites une à une, donnent sur le jardin ou sur la montagne. Le soir, la salle sert truffade, "
         "charcuterie et fromages des burons voisins. Local fermé pour les vélos et les skis, séchoir à chaussures.",),
        season="spring", price=(6200, 11800, "chambre double"), amenities=("Wifi", "Parking", "Restaurant", "Local vélos"),
        capacity={"rooms": (8, 28), "persons": (16, 60)}, stars=(2, 3), labels=("Accueil Vélo", "Logis"),
    ),
    Recipe(
        "camping", "Camping", 9, "HOTELLERIE_PLEIN_AIR",
        ("Camping {place}", "Camping municipal de {town}", "Aire naturelle {place}"),
        (
            {"fr": "Emplacements ombragés au bord de l’eau, à {town}.",
             "en": "Shady pitches by the water, in {town}.",
             "de": "Schattige Stellplätze am Wasser in {town}.",
             "nl": "Schaduwrijke plaatsen aan het water in {town}.",
             "es": "Parcelas con sombra a orillas del agua, en {town}."},
            {"fr": "Petit camping d’altitude, nuits fraîches et grand ciel étoilé."},
        ),
        ("Le camping tient dans une prairie bordée de frênes. Sanitaires chauffés au printemps, laverie, pain frais le "
         "matin et jeux pour les enfants. Les chiens tenus en laisse sont les bienvenus.",),
        season="summer", price=(1250, 2400, "emplacement, deux personnes"), amenities=("Laverie", "Jeux d’enfants", "Wifi"),
        capacity={"pitches": (20, 110), "persons": (60, 330)}, stars=(2, 4), labels=("Accueil Vélo",),
    ),
    Recipe(
        "rental", "Meublé de tourisme", 78, "HEBERGEMENT_LOCATIF",
        ("Gîte {place}", "La Maison {name}", "Le Buron {place}", "Gîte {name}", "La Grange {place}"),
        (
            {"fr": "Maison de pays rénovée pour {persons} personnes, cheminée et terrain clos.",
             "en": "Renovated country house for {persons} people, fireplace and enclosed garden.",
             "nl": "Gerenoveerd huis voor {persons} personen, open haard en omheinde tuin."},
            {"fr": "Gîte indépendant avec vue sur les monts, à l’écart du bourg."},
            {"fr": "Appartement lumineux au bourg, tous commerces à pied."},
        ),
        ("Au rez-de-chaussée, la pièce de vie garde son cantou et ses dalles de basalte ; les chambres sont à l’étage. "
         "Draps et chauffage sont compris de mai à septembre. Le ménage peut être demandé en option.",
         "Les murs de pierre ont été isolés et la cuisine équipée en 2022. Le terrain donne sur un pré, une table et un "
         "barbecue attendent les soirées d’été. Animaux acceptés sur demande."),
        price=(32000, 69000, "semaine"), amenities=("Wifi", "Lave-linge", "Cheminée", "Barbecue"),
        capacity={"persons": (2, 12), "rooms": (1, 5), "surface": (32, 160)}, stars=(2, 4),
        labels=("Gîtes de France", "Clévacances", "Accueil Paysan"),
    ),
    Recipe(
        "rental", "Chambre d’hôtes", 24, "HEBERGEMENT_LOCATIF",
        ("Chambres d’hôtes {place}", "Chez {name}", "La Ferme {place}"),
        (
            {"fr": "Quatre chambres dans une ancienne ferme, petit déjeuner de produits maison.",
             "en": "Four rooms in an old farmhouse, home-made breakfast.",
             "de": "Vier Zimmer in einem alten Bauernhof, hausgemachtes Frühstück."},
            {"fr": "Chambres et table d’hôtes, sur réservation, au milieu des estives."},
        ),
        ("On dîne à la grande table : soupe de saison, viande de Salers, tarte aux myrtilles. Les hôtes connaissent chaque "
         "chemin et prêtent des cartes.",),
        season="spring", price=(5800, 9200, "nuit pour deux, petit déjeuner compris"), amenities=("Table d’hôtes", "Wifi"),
        capacity={"rooms": (2, 5), "persons": (4, 14)}, labels=("Gîtes de France", "Accueil Paysan"),
    ),
    Recipe(
        "group_lodging", "Gîte d’étape et de groupe", 8, "HEBERGEMENT_COLLECTIF",
        ("Gîte d’étape {place}", "Village de vacances {place}", "Refuge {place}"),
        ({"fr": "Dortoirs et petites chambres sur le chemin des crêtes, repas du soir.",
          "en": "Dormitories and small rooms on the ridge trail, evening meals."},),
        ("Le gîte accueille les marcheurs à la nuit et les groupes à la semaine. Salle commune, cuisine en gestion libre, "
         "panier pique-nique à commander la veille.",),
        season="spring", price=(1900, 4600, "nuitée"), amenities=("Salle commune", "Cuisine", "Séchoir"),
        capacity={"persons": (14, 95), "rooms": (3, 24)},
    ),
    Recipe(
        "restaurant", "Restaurant", 46, "RESTAURATION",
        ("Restaurant {place}", "L’Auberge {name}", "Le Comptoir {place}", "Crêperie {place}", "La Table {name}"),
        (
            {"fr": "Cuisine de montagne et produits du pays, terrasse sur la place.",
             "en": "Mountain cooking and local produce, terrace on the square.",
             "de": "Bergküche und regionale Produkte, Terrasse am Platz."},
            {"fr": "Truffade, aligot et viande de Salers, dans une salle au coin du feu.",
             "en": "Truffade, aligot and Salers beef by the fireside."},
            {"fr": "Crêpes, galettes et salades, service continu en été."},
        ),
        ("La carte est courte et suit le marché ; le fromage vient de la ferme d’en haut. Menu du jour à midi en semaine. "
         "Il est prudent de réserver le dimanche.",),
        season="closed_monday", price=(1450, 3200, "menu"), amenities=("Terrasse", "Chaises hautes"), themes=("Cuisine régionale",),
        capacity={"seats": (18, 90)}, labels=("Maître restaurateur",),
    ),
    Recipe(
        "tasting", "Producteur", 24, "DEGUSTATION",
        ("Ferme {name}", "Fromagerie {place}", "Miellerie {place}", "GAEC {place}", "La Chèvrerie {place}"),
        (
            {"fr": "Visite de la ferme et vente de fromage, traite ouverte au public.",
             "en": "Farm visit and cheese on sale, milking open to the public."},
            {"fr": "Miels de montagne et de bruyère, visite du rucher l’été."},
        ),
        ("Le troupeau monte aux estives de mai à octobre. La visite passe par l’étable, l’atelier et la cave d’affinage, "
         "et finit par une dégustation.",),
        season="afternoons", price=(0, 500, "visite"), amenities=("Vente directe", "Visite"), themes=("Terroir", "En famille"),
        labels=("Bienvenue à la ferme", "Saint-Nectaire AOP", "Cantal AOP"),
    ),
    Recipe(
        "shop", "Commerce", 52, "COMMERCE_ET_SERVICE",
        ("Boulangerie {name}", "Épicerie {place}", "Pharmacie {place}", "Boucherie {name}", "Garage {name}",
         "Maison de santé de {town}", "Librairie {place}", "Pressing {place}", "Taxi {name}", "Bureau de tabac {place}"),
        ({"fr": "Commerce de proximité à {town}.", "en": "Local shop in {town}."},
         {"fr": "Ouvert toute l’année, produits locaux en rayon."}),
        ("Le magasin fait aussi point de retrait et dépôt de pain.",),
        season="shop", amenities=("Parking à proximité",),
    ),
    Recipe(
        "activity", "Activité encadrée", 26, "ACTIVITE",
        ("Randonnée avec {name}", "École de parapente {place}", "Âne et bât {place}", "VTT électrique {place}",
         "Pêche à la mouche avec {name}", "Yoga des estives"),
        (
            {"fr": "Sorties accompagnées par un professionnel diplômé, matériel prêté.",
             "en": "Guided outings with a qualified professional, equipment lent.",
             "es": "Salidas guiadas por un profesional titulado, material prestado."},
            {"fr": "À la demi-journée ou à la journée, dès six ans."},
        ),
        ("Le départ se donne devant l’office ou sur le lieu de l’activité. Par mauvais temps, la sortie est reportée sans "
         "frais. Chaussures de marche conseillées.",),
        season="summer", price=(1500, 6500, "personne"), amenities=("Matériel fourni",), themes=("Pleine nature", "En famille"),
    ),
    Recipe(
        "facility", "Équipement de loisirs", 18, "EQUIPEMENT",
        ("Piscine de {town}", "Plan d’eau {place}", "Médiathèque de {town}", "Terrain de tennis de {town}",
         "Espace nordique {place}", "Aire de jeux {place}"),
        ({"fr": "Équipement ouvert à tous, à {town}.", "en": "Open to all, in {town}."},),
        ("L’entrée se fait par le parking haut. Vestiaires, point d’eau et tables de pique-nique sur place.",),
        season="summer", price=(0, 450, "entrée"), amenities=("Parking", "Toilettes", "Pique-nique"), themes=("En famille",),
    ),
    Recipe(
        "trail", "Randonnée pédestre", 46, "EQUIPEMENT",
        ("La boucle {place}", "Le tour {place}", "Sentier {place}", "Chemin {place}", "Les crêtes {place}"),
        (
            {"fr": "Boucle balisée au départ de {town}, entre estives et bois de hêtres.",
             "en": "Waymarked loop from {town}, through summer pastures and beech woods.",
             "de": "Markierter Rundweg ab {town}, durch Almen und Buchenwälder.",
             "nl": "Gemarkeerde lus vanuit {town}, door bergweiden en beukenbossen."},
            {"fr": "Montée régulière jusqu’au belvédère, retour par le ruisseau."},
        ),
        ("Du parking, suivre le balisage jaune jusqu’au premier buron. Le chemin longe un muret, passe deux ruisseaux et "
         "rejoint la crête, d’où la vue porte jusqu’aux monts. Retour par la piste pastorale ; fermer les clôtures.",),
        themes=("Randonnée",), amenities=("Parking au départ",),
    ),
    Recipe(
        "heritage", "Site patrimonial", 26, "PATRIMOINE_CULTUREL",
        ("Église de {town}", "Château {place}", "Musée {place}", "Chapelle {place}", "Four banal {place}", "Croix {place}"),
        ({"fr": "Édifice de basalte, visite libre.", "en": "Basalt building, free visit."},
         {"fr": "Ruines dominant la vallée, panneau d’interprétation."}),
        ("L’édifice, remanié au quinzième siècle, garde un portail roman et un peigne à quatre baies. La clé se demande à la "
         "mairie en dehors de l’été.",),
        season="summer", price=(0, 600, "adulte"), themes=("Patrimoine",), labels=("Monument historique",),
    ),
    Recipe(
        "nature", "Site naturel", 22, "PATRIMOINE_NATUREL",
        ("Cascade {place}", "Tourbière {place}", "Lac {place}", "Point de vue {place}", "Gorges {place}", "Orgues {place}"),
        (
            {"fr": "Site naturel en accès libre, à quelques minutes à pied du parking.",
             "en": "Natural site with free access, a few minutes’ walk from the car park.",
             "de": "Frei zugängliche Naturstätte, wenige Gehminuten vom Parkplatz.",
             "nl": "Vrij toegankelijk natuurgebied, op enkele minuten lopen van de parkeerplaats.",
             "es": "Paraje natural de libre acceso, a pocos minutos a pie del aparcamiento."},
            {"fr": "L’eau tombe d’une falaise de basalte ; sentier glissant après la pluie."},
        ),
        ("Le site se visite toute l’année, avec prudence en hiver. Rester sur le sentier protège les plantes et les oiseaux "
         "qui nichent au sol.",),
        themes=("Nature", "En famille"), amenities=("Parking",), labels=("Espace naturel sensible",),
    ),
    Recipe(
        "event", "Fête ou manifestation", 62, "FETE_ET_MANIFESTATION",
        ("Marché de {town}", "Fête {place}", "Concert à l’église de {town}", "Balade contée {place}", "Foire de {town}",
         "Vide-grenier de {town}", "Nuit des étoiles {place}", "Visite guidée de {town}", "Fête de l’estive", "Trail {place}"),
        (
            {"fr": "Rendez-vous ouvert à tous, à {town}.", "en": "Open to everyone, in {town}."},
            {"fr": "Soirée au grand air, repli à la salle des fêtes en cas de pluie."},
        ),
        ("Buvette et restauration par l’association du village. Renseignements et inscriptions à l’office de tourisme.",),
        season="dated", price=(0, 1200, "entrée"), themes=("Animation locale", "En famille"),
    ),
    Recipe(
        "structure", "Point d’information", 6, "STRUCTURE",
        ("Bureau d’information de {town}", "Mairie de {town}"),
        ({"fr": "Renseignements et documentation.", "en": "Information and leaflets."},),
        ("Documentation en libre-service aux heures d’ouverture.",),
        season="shop",
    ),
)  # fmt: skip
