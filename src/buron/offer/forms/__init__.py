"""Forms of the offer: the tabs of the edit screen, a new fiche, photos, selections."""

from buron.offer.forms.photos import PhotoForm, UploadForm
from buron.offer.forms.place import PlaceTab
from buron.offer.forms.practical import AccessTab, ContactsTab, LabelsTab, PricesTab
from buron.offer.forms.schedule import OpeningTab
from buron.offer.forms.selections import SelectionForm
from buron.offer.forms.tabs import TabForm
from buron.offer.forms.texts import IdentityTab, NewFicheForm, TextsTab
from buron.offer.forms.track import TrackForm

TABS: dict[str, type[TabForm]] = {
    tab.key: tab
    for tab in (IdentityTab, TextsTab, PlaceTab, ContactsTab, OpeningTab, PricesTab, LabelsTab, AccessTab)
}
"""The tabs of the edit screen by the key that stands in their address, in their order (photos apart)."""
TAB_TITLES = [(key, tab.title) for key, tab in TABS.items()]

__all__ = [
    "TABS",
    "TAB_TITLES",
    "NewFicheForm",
    "PhotoForm",
    "SelectionForm",
    "TabForm",
    "TrackForm",
    "UploadForm",
]
