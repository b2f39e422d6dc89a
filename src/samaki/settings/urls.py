"""Every address: the API beside the pages. (Here, since pages and API do not import each other.)"""

from django.urls import include, path

from samaki.api import urls as api

urlpatterns = [path("api/v1/", api.urls), path("", include("samaki.web.urls"))]

handler400 = "samaki.web.failures.bad_request"
handler403 = "samaki.web.failures.forbidden"
handler404 = "samaki.web.failures.not_found"
handler500 = "samaki.web.failures.server_error"
