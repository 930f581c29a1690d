import pytest
from django.test import Client
pytestmark = pytest.mark.django_db
@pytest.mark.parametrize("path", ["/register/%00/", "/applications/%00/","/committee/%00/","/records/%00/","/records/%00.json","/working-group/%00/","/reports/%00/","/steps/item/%00/open/","/deadlines/item/%00.ics","/verify/%00/","/people/invitations/%00/","/applications/invitations/%00/","/register/?q=%00","/verify/?code=%00","/api/v1/records/?page=%00", "/register/%ff%fe/","/i18n/setlang/"])
def test_nul(path, client_as, stranger):
    c = client_as(stranger); c.raise_request_exception=False
    r = c.get(path)
    assert r.status_code < 500, r.status_code
def test_nul_post(client_as, stranger, accreditation, contact_point):
    c = client_as(contact_point); c.raise_request_exception=False
    for path, data in [("/documents/", {"kind":"certificate","subject":"\x00"}), ("/reports/begin/", {"accreditation":"\x00","meeting":"x"}), ("/reports/begin/", {"accreditation":accreditation.reference,"meeting":"\x00"}), ("/i18n/setlang/", {"language":"\x00"})]:
        assert c.post(path, data).status_code < 500, path
