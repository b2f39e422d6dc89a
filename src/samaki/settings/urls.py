"""Every address: the API beside the pages. (Here, since pages and API do not import each other.)"""

from django.urls import include, path

from samaki.api import urls as api

urlpatterns = [path("api/v1/", api.urls), path("", include("samaki.web.urls"))]
