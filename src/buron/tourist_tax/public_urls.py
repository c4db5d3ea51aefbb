"""Public addresses of the tourist tax."""

from buron.tourist_tax.host_urls import public_patterns

urlpatterns = [*public_patterns()]
