"""Work of the tourist tax done outside of a request; each subject declares its own."""

from buron.tourist_tax import collection_jobs, decision_jobs, host_jobs, platform_jobs

__all__ = ["collection_jobs", "decision_jobs", "host_jobs", "platform_jobs"]
