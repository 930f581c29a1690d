"""The addresses of the portal; every room adds its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from cms_portal.health import healthz

# The admin's own login knows neither limits nor a second factor: allauth's stands before it.
# The desk's home lists everything; the lists need the width more than a second navigation.
admin.site.enable_nav_sidebar = False
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # documented way

handler500 = "cms_portal.health.out_of_order"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("people/", include("partners.urls")),
    path("", include("reporting.urls")),
    path("", include("accreditation.urls")),
]
