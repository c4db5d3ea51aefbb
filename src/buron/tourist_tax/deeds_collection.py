"""What the journal says of collecting."""

from django.utils.translation import gettext_lazy as _

from buron.kernel.contributions import Deed

COLLECTION_DEEDS = (
    Deed("tourist_tax.payment.recorded", _("Paiement de taxe de séjour enregistré")),
    Deed("tourist_tax.payment.cancelled", _("Paiement annulé")),
    Deed("tourist_tax.payment.given_back", _("Argent rendu à un hébergeur")),
    Deed("tourist_tax.credit.applied", _("Crédit réparti sur ce qui est dû")),
    Deed("tourist_tax.credit.carried_over", _("Excédent reporté")),
    Deed("tourist_tax.debt.waived", _("Remise ou admission en non-valeur enregistrée")),
    Deed("tourist_tax.interest.charged", _("Intérêts de retard portés au compte")),
    Deed("tourist_tax.period.closed", _("Période de perception close")),
    Deed("tourist_tax.statements.asked", _("États récapitulatifs demandés")),
    Deed("tourist_tax.statements.issued", _("États récapitulatifs émis")),
    Deed("tourist_tax.statement.sent", _("État récapitulatif envoyé")),
    Deed("tourist_tax.card.configured", _("Paiement par carte réglé")),
    Deed("tourist_tax.card.started", _("Paiement par carte commencé")),
    Deed("tourist_tax.card.settled", _("Paiement par carte terminé")),
    Deed("tourist_tax.card.doubted", _("Réponse de la passerelle à vérifier : rien n’est encaissé")),
    Deed("tourist_tax.bank.imported", _("Fichier bancaire lu")),
    Deed("tourist_tax.bank.confirmed", _("Ligne de banque encaissée")),
    Deed("tourist_tax.bank.ignored", _("Ligne de banque écartée")),
    Deed("tourist_tax.reminders.sent", _("Relances de taxe de séjour préparées")),
    Deed("tourist_tax.reminders.left", _("Relances notées comme parties")),
    Deed("tourist_tax.reminder.steps_changed", _("Rythme ou texte des relances modifié")),
    Deed("tourist_tax.procedure.opened", _("Procédure ouverte")),
    Deed("tourist_tax.procedure.advanced", _("Procédure : étape franchie")),
    Deed("tourist_tax.procedure.line_held", _("Procédure : nuitées retenues")),
    Deed("tourist_tax.procedure.month_declared", _("Procédure : un mois manquant est déclaré")),
    Deed("tourist_tax.procedure.closed", _("Procédure close")),
    Deed("tourist_tax.claim.received", _("Réclamation reçue")),
    Deed("tourist_tax.claim.papers_asked", _("Pièces demandées pour une réclamation")),
    Deed("tourist_tax.claim.decided", _("Réclamation décidée")),
    Deed("tourist_tax.claim.refunded", _("Réclamation remboursée")),
)
