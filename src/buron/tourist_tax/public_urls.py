"""Public addresses of the tourist tax."""

from buron.tourist_tax import collection_urls, decision_urls
from buron.tourist_tax.host_urls import public_patterns

urlpatterns = [*collection_urls.public_patterns(), *public_patterns(), *decision_urls.public_patterns]
