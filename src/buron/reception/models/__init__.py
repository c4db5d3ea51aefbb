"""Tables of the reception: closed lists, acts, carnets, counters, outings, batches of past rows."""

from buron.reception.models.act import Act, ActFiche, ActTheme
from buron.reception.models.aside import SetAside
from buron.reception.models.batch import Batch
from buron.reception.models.carnet import Carnet, CarnetItem
from buron.reception.models.counter import CounterDevice, CounterReading
from buron.reception.models.enquiry import (
    AnswerTemplate,
    Brochure,
    Enclosure,
    Enquiry,
    EnquiryFile,
    EnquiryMessage,
    Mailbox,
)
from buron.reception.models.liaison import LiaisonMention, LiaisonNote, LiaisonReader, LiaisonStep
from buron.reception.models.lists import ListItem
from buron.reception.models.outing import Outing, OutingAgent, OutingDay
from buron.reception.models.partner import PartnerLink
from buron.reception.models.printed import ActDocument, PrintMovement
from buron.reception.models.rounds import PrintCount, PrintCountLine, PrintLoad, PrintRound, PrintStop
from buron.reception.models.titles import PrintEdition, PrintPlace, PrintTitle
from buron.reception.models.unmet import UnmetGroup, UnmetLetter, UnmetRequest

__all__ = [
    "Act",
    "ActDocument",
    "ActFiche",
    "ActTheme",
    "AnswerTemplate",
    "Batch",
    "Brochure",
    "Carnet",
    "CarnetItem",
    "CounterDevice",
    "CounterReading",
    "Enclosure",
    "Enquiry",
    "EnquiryFile",
    "EnquiryMessage",
    "LiaisonMention",
    "LiaisonNote",
    "LiaisonReader",
    "LiaisonStep",
    "ListItem",
    "Mailbox",
    "Outing",
    "OutingAgent",
    "OutingDay",
    "PartnerLink",
    "PrintCount",
    "PrintCountLine",
    "PrintEdition",
    "PrintLoad",
    "PrintMovement",
    "PrintPlace",
    "PrintRound",
    "PrintStop",
    "PrintTitle",
    "SetAside",
    "UnmetGroup",
    "UnmetLetter",
    "UnmetRequest",
]
