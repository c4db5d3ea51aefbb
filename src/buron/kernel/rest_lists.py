"""What the reads of the programming interface share: conditional answers, and lists page by page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page

from buron.kernel.rest import ERRORS

NOT_MODIFIED: dict[int, Any] = {304: None}
READS: dict[int, Any] = {**ERRORS, **NOT_MODIFIED}
PAGE_SIZE, MAX_PAGE_SIZE, MAX_PAGE = 30, 100, 100_000
LARGEST_ID = 2**63 - 1

Run = Callable[..., HttpResponseBase]


def conditional(run: Run) -> Run:
    """Answer 304 to a client that has it already; kept by that client only, and asked again each time."""
    checked = conditional_page(run)

    @wraps(run)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        response = checked(request, **parameters)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization"])
        return response

    return answer


def page_frame(
    request: HttpRequest, response: HttpResponse, *, total: int, page: int, pages: int, size: int
) -> dict[str, Any]:
    """The frame of a page, with the addresses of its neighbours, also said in the ``Link`` header (RFC 8288)."""
    near = {
        "first": 1 if total else 0,
        "prev": min(page - 1, pages),
        "next": page + 1 if page < pages else 0,
        "last": pages if total else 0,
    }
    urls = {rel: _page_url(request, number) for rel, number in near.items() if number > 0}
    if urls:
        response["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in urls.items())
    return {
        "count": total, "page": page, "pages": pages, "page_size": size, "next": urls.get("next"),
        "previous": urls.get("prev"),
    }  # fmt: skip


def _page_url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
