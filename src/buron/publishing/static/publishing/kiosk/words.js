// The words of the kiosk in its five languages. `%s` takes the place of a value.

const LANGS = ["fr", "en", "de", "nl", "es"];
export const LANGUAGE_NAMES = { fr: "Français", en: "English", de: "Deutsch", nl: "Nederlands", es: "Español" };

const WORDS = {
  touch: ["Touchez l’écran", "Touch the screen", "Bildschirm berühren", "Raak het scherm aan", "Toque la pantalla"],
  welcome: ["Que cherchez-vous ?", "What are you looking for?", "Was suchen Sie?", "Wat zoekt u?", "¿Qué busca?"],
  back: ["Retour", "Back", "Zurück", "Terug", "Volver"],
  home: ["Accueil", "Home", "Start", "Start", "Inicio"],
  large: ["Plus grand", "Larger", "Größer", "Groter", "Más grande"],
  contrast: ["Contraste", "Contrast", "Kontrast", "Contrast", "Contraste"],
  low: ["Plus bas", "Lower", "Tiefer", "Lager", "Más abajo"],
  reading: ["Confort de lecture", "Reading comfort", "Lesekomfort", "Leescomfort", "Comodidad de lectura"],
  languages: ["Langue", "Language", "Sprache", "Taal", "Idioma"],
  search: ["Rechercher", "Search", "Suchen", "Zoeken", "Buscar"],
  type: ["Tapez un nom, un lieu, une envie", "Type a name, a place, an idea", "Name, Ort oder Idee eingeben", "Typ een naam, een plaats, een idee", "Escriba un nombre, un lugar, una idea"],
  erase: ["Effacer", "Erase", "Löschen", "Wissen", "Borrar"],
  space: ["Espace", "Space", "Leertaste", "Spatie", "Espacio"],
  none: ["Rien à montrer ici pour l’instant.", "Nothing to show here for now.", "Hier gibt es zurzeit nichts.", "Hier is voorlopig niets te tonen.", "Por ahora no hay nada que mostrar."],
  found: ["%s réponses", "%s results", "%s Treffer", "%s resultaten", "%s resultados"],
  found_one: ["1 réponse", "1 result", "1 Treffer", "1 resultaat", "1 resultado"],
  more: ["Voir la suite", "Show more", "Mehr anzeigen", "Meer tonen", "Ver más"],
  open_today: ["Ouvert aujourd’hui", "Open today", "Heute geöffnet", "Vandaag open", "Abierto hoy"],
  closed_today: ["Fermé aujourd’hui", "Closed today", "Heute geschlossen", "Vandaag gesloten", "Cerrado hoy"],
  hours_unknown: ["Horaires non renseignés", "Opening hours not known", "Öffnungszeiten nicht bekannt", "Openingsuren niet bekend", "Horario no indicado"],
  next_open: ["Prochaine ouverture : %s", "Next open: %s", "Nächste Öffnung: %s", "Volgende opening: %s", "Próxima apertura: %s"],
  cancelled: ["Annulé", "Cancelled", "Abgesagt", "Geannuleerd", "Cancelado"],
  all: ["Tout", "All", "Alle", "Alles", "Todo"],
  today: ["Aujourd’hui", "Today", "Heute", "Vandaag", "Hoy"],
  weekend: ["Ce week-end", "This weekend", "Dieses Wochenende", "Dit weekend", "Este fin de semana"],
  week: ["7 jours", "7 days", "7 Tage", "7 dagen", "7 días"],
  near: ["Près d’ici", "Nearby", "In der Nähe", "Dichtbij", "Cerca"],
  around: ["Tout près", "Close by", "Ganz in der Nähe", "Vlakbij", "Muy cerca"],
  opening: ["Ouverture", "Opening", "Öffnungszeiten", "Opening", "Apertura"],
  prices: ["Tarifs", "Prices", "Preise", "Tarieven", "Tarifas"],
  free: ["Gratuit", "Free", "Kostenlos", "Gratis", "Gratis"],
  contact: ["Contact", "Contact", "Kontakt", "Contact", "Contacto"],
  address: ["Adresse", "Address", "Adresse", "Adres", "Dirección"],
  walk_facts: ["L’itinéraire", "The walk", "Die Tour", "De wandeling", "El itinerario"],
  take: ["Sur votre téléphone", "On your phone", "Auf Ihr Telefon", "Op uw telefoon", "En su teléfono"],
  take_how: ["Visez ce code avec l’appareil photo : la fiche s’ouvre sur votre téléphone.", "Point your camera at this code: the page opens on your phone.", "Richten Sie die Kamera auf diesen Code: Die Seite öffnet sich auf Ihrem Telefon.", "Richt uw camera op deze code: de pagina opent op uw telefoon.", "Enfoque este código con la cámara: la página se abre en su teléfono."],
  photo_by: ["Photo : %s", "Photo: %s", "Foto: %s", "Foto: %s", "Foto: %s"],
  machine: ["Traduction automatique", "Machine translation", "Automatische Übersetzung", "Automatische vertaling", "Traducción automática"],
  french_only: ["Texte en français", "Text in French", "Text auf Französisch", "Tekst in het Frans", "Texto en francés"],
  phone: ["Téléphone", "Phone", "Telefon", "Telefoon", "Teléfono"],
  content_age: ["Contenu %s", "Content %s", "Inhalt %s", "Inhoud %s", "Contenido %s"],
  offline: ["sans réseau", "offline", "ohne Netz", "zonder netwerk", "sin red"],
  emergency_note: ["Cette borne n’appelle pas. Composez le numéro sur un téléphone.", "This terminal cannot call. Dial the number on a phone.", "Dieses Terminal kann nicht anrufen. Wählen Sie die Nummer auf einem Telefon.", "Deze zuil kan niet bellen. Toets het nummer op een telefoon.", "Este terminal no llama. Marque el número en un teléfono."],
  e112: ["Toutes les urgences en Europe", "Any emergency in Europe", "Alle Notfälle in Europa", "Alle noodgevallen in Europa", "Cualquier emergencia en Europa"],
  e15: ["Urgence médicale (SAMU)", "Medical emergency (SAMU)", "Medizinischer Notfall (SAMU)", "Medisch noodgeval (SAMU)", "Urgencia médica (SAMU)"],
  e17: ["Police, gendarmerie", "Police", "Polizei", "Politie", "Policía"],
  e18: ["Pompiers", "Fire brigade", "Feuerwehr", "Brandweer", "Bomberos"],
  e114: ["Urgences par SMS, pour les personnes sourdes ou malentendantes", "Emergencies by text message, for deaf people", "Notruf per SMS für Gehörlose", "Noodgevallen per sms, voor doven en slechthorenden", "Urgencias por SMS, para personas sordas"],
  e3237: ["Pharmacie de garde (appel payant)", "Duty pharmacy (paid call)", "Apothekennotdienst (kostenpflichtig)", "Apotheek van wacht (betaald nummer)", "Farmacia de guardia (llamada de pago)"],
  unmet: ["Je n’ai pas trouvé", "I did not find it", "Nicht gefunden", "Niet gevonden", "No lo he encontrado"],
  unmet_how: ["Dites à l’office ce qui a manqué : un thème et trois mots. Ni nom, ni téléphone.", "Tell the office what was missing: a theme and three words. No name, no phone number.", "Sagen Sie dem Büro, was gefehlt hat: ein Thema und drei Wörter. Kein Name, keine Telefonnummer.", "Zeg het kantoor wat ontbrak: een thema en drie woorden. Geen naam, geen telefoonnummer.", "Diga a la oficina qué faltaba: un tema y tres palabras. Ni nombre, ni teléfono."],
  send: ["Envoyer", "Send", "Senden", "Verzenden", "Enviar"],
  thanks: ["Merci. L’office le lira.", "Thank you. The office will read it.", "Danke. Das Büro wird es lesen.", "Dank u. Het kantoor leest het.", "Gracias. La oficina lo leerá."],
  starting: ["La borne se prépare…", "Getting ready…", "Wird vorbereitet…", "Wordt voorbereid…", "Preparándose…"],
  receiving: ["Contenu reçu : %s sur %s", "Content received: %s of %s", "Inhalte empfangen: %s von %s", "Inhoud ontvangen: %s van %s", "Contenido recibido: %s de %s"],
  no_network: ["Pas de réseau pour l’instant : la borne réessaie seule.", "No network for now: trying again.", "Zurzeit kein Netz: neuer Versuch folgt.", "Nu geen netwerk: er wordt opnieuw geprobeerd.", "Sin red por ahora: se vuelve a intentar."],
  revoked: ["Cette borne n’est plus en service", "This terminal is out of service", "Dieses Terminal ist außer Betrieb", "Deze zuil is buiten dienst", "Este terminal está fuera de servicio"],
  revoked_how: ["L’office de tourisme a retiré son lien. Pour la remettre en service, ouvrez un nouveau lien d’installation.", "The tourist office has withdrawn its link.", "Das Fremdenverkehrsamt hat den Link zurückgezogen.", "Het toeristenbureau heeft de link ingetrokken.", "La oficina de turismo ha retirado su enlace."],
  unlinked: ["Cette borne attend son lien", "This terminal waits for its link", "Dieses Terminal wartet auf seinen Link", "Deze zuil wacht op een link", "Este terminal espera su enlace"],
  unlinked_how: ["Ouvrez sur cet appareil le lien d’installation que l’office a créé.", "Open the installation link made by the office on this device.", "Öffnen Sie auf diesem Gerät den Installationslink des Büros.", "Open op dit apparaat de installatielink van het kantoor.", "Abra en este aparato el enlace de instalación de la oficina."],
  upkeep: ["Entretien de la borne", "Maintenance", "Wartung", "Onderhoud", "Mantenimiento"],
  carry: ["Mettre à jour avec une clé USB", "Update from a USB key", "Mit USB-Stick aktualisieren", "Bijwerken met een USB-stick", "Actualizar con una llave USB"],
  carried: ["Contenu mis à jour depuis la clé.", "Content updated from the key.", "Inhalte vom Stick aktualisiert.", "Inhoud bijgewerkt vanaf de stick.", "Contenido actualizado desde la llave."],
  bad_format: ["Ce fichier n’est pas un contenu de borne.", "This file is not kiosk content.", "Diese Datei ist kein Terminal-Inhalt.", "Dit bestand is geen inhoud voor de zuil.", "Este archivo no es contenido de terminal."],
  bad_cut: ["Le fichier est incomplet : copiez-le de nouveau sur la clé.", "The file is incomplete: copy it again.", "Die Datei ist unvollständig.", "Het bestand is onvolledig.", "El archivo está incompleto."],
  bad_signature: ["Ce fichier ne vient pas de l’office de cette borne.", "This file does not come from this terminal’s office.", "Diese Datei stammt nicht vom Büro dieses Terminals.", "Dit bestand komt niet van het kantoor van deze zuil.", "Este archivo no viene de la oficina de este terminal."],
  bad_older: ["Le contenu de la borne est déjà plus récent que celui de la clé.", "The content here is already newer.", "Der Inhalt ist bereits neuer.", "De inhoud is al recenter.", "El contenido ya es más reciente."],
  bad_full: ["La mémoire de la borne est pleine : le contenu d’avant est gardé.", "The memory is full: the former content is kept.", "Der Speicher ist voll: Der alte Inhalt bleibt.", "Het geheugen is vol: de oude inhoud blijft.", "La memoria está llena: se conserva el contenido anterior."],
  full: ["mémoire pleine", "memory full", "Speicher voll", "geheugen vol", "memoria llena"],
  walk: ["Randonner", "Walks", "Wandern", "Wandelen", "Senderismo"],
  see: ["À voir", "To see", "Sehenswert", "Te zien", "Qué ver"],
  do: ["À faire", "To do", "Erleben", "Te doen", "Qué hacer"],
  agenda: ["Agenda", "What’s on", "Termine", "Agenda", "Agenda"],
  eat: ["Où manger", "Where to eat", "Essen", "Eten", "Dónde comer"],
  taste: ["Produits du pays", "Local produce", "Regionale Produkte", "Streekproducten", "Productos de la tierra"],
  sleep: ["Où dormir", "Where to stay", "Übernachten", "Overnachten", "Dónde dormir"],
  practical: ["Commerces et services", "Shops and services", "Läden und Dienste", "Winkels en diensten", "Tiendas y servicios"],
  ideas: ["Une idée pour maintenant", "An idea for now", "Eine Idee für jetzt", "Een idee voor nu", "Una idea para ahora"],
  desks: ["Nos bureaux", "Our offices", "Unsere Büros", "Onze kantoren", "Nuestras oficinas"],
  emergency: ["Urgences", "Emergency", "Notruf", "Noodnummers", "Emergencias"],
  weather: ["Météo", "Weather", "Wetter", "Weer", "El tiempo"],
  rain: ["Il pleut", "It’s raining", "Es regnet", "Het regent", "Llueve"],
  heat: ["Il fait chaud", "It’s hot", "Es ist heiß", "Het is warm", "Hace calor"],
  children: ["Avec des enfants", "With children", "Mit Kindern", "Met kinderen", "Con niños"],
  no_car: ["Sans voiture", "Without a car", "Ohne Auto", "Zonder auto", "Sin coche"],
  tonight: ["Ce soir", "Tonight", "Heute Abend", "Vanavond", "Esta noche"],
  dog: ["Avec un chien", "With a dog", "Mit Hund", "Met een hond", "Con perro"],
  wx_clear: ["Ciel clair", "Clear sky", "Klarer Himmel", "Heldere lucht", "Cielo despejado"],
  wx_cloud: ["Nuageux", "Cloudy", "Bewölkt", "Bewolkt", "Nublado"],
  wx_fog: ["Brouillard", "Fog", "Nebel", "Mist", "Niebla"],
  wx_rain: ["Pluie", "Rain", "Regen", "Regen", "Lluvia"],
  wx_snow: ["Neige", "Snow", "Schnee", "Sneeuw", "Nieve"],
  wx_storm: ["Orage", "Thunderstorm", "Gewitter", "Onweer", "Tormenta"],
};

export function say(language, key, ...values) {
  const forms = WORDS[key] ?? [key];
  let rest = forms[LANGS.indexOf(language)] ?? forms[0];
  for (const value of values) rest = rest.replace("%s", value);
  return rest;
}

export const dayText = (language, day, options = { weekday: "long", day: "numeric", month: "long" }) =>
  new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

export function ageText(language, milliseconds) {
  const hours = milliseconds / 3_600_000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (hours < 1) return format.format(-Math.max(0, Math.round(hours * 60)), "minute");
  return hours < 36 ? format.format(-Math.round(hours), "hour") : format.format(-Math.round(hours / 24), "day");
}
