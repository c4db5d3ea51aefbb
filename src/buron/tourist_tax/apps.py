from importlib import import_module

from buron.kernel.apps import RoomConfig
from buron.tourist_tax.law import current_law


class TouristTaxConfig(RoomConfig):
    name = "buron.tourist_tax"
    label = "tourist_tax"

    def ready(self) -> None:
        # Law files that contradict their schema stop the start-up: no tax from a table half read.
        current_law()
        super().ready()
        import_module("buron.tourist_tax.witness")
        import_module("buron.tourist_tax.lodging_page")
        import_module("buron.tourist_tax.tariff_link")
