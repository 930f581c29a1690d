import os
import pytest
from django.urls import reverse
from django.conf import settings
from playwright.sync_api import sync_playwright
from accreditation.workflow import perform
from accreditation.applications import uploads
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import cast
OUT="/tmp/w/shots"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, client_as, term, secretariat, officer, member, chair, group_member, contact_point, tmp_path):
    settings.MEDIA_ROOT=str(tmp_path)
    org=cast.organisation("Example Society for Cranes", contact_point)
    group=cast.established_group(term, secretariat, {"party": member,"secretariat":officer,"ngo":group_member})
    proc=cast.adopted_process(cast.submitted_proposal(group, secretariat), by=secretariat, chair=chair)
    inv=cast.opened_invitation(proc, secretariat)
    app=cast.begun_application(org, inv, contact_point)
    for q,v in {"A1":"Example Society for Cranes","A7":"nngo","A8":"2001-05-04","A9":"KEN","D1":"We protect cranes."}.items():
        app.answers.create(question=q,value=v,changed_by=contact_point)
    import io, pikepdf
    b=io.BytesIO(); p=pikepdf.new(); p.add_blank_page(); p.save(b)
    uploads.give(app,"D1",1,SimpleUploadedFile("Statutes of the society 2019.pdf",b.getvalue()),by=contact_point)
    uploads.explain(app,"D4",1,"The report of this year is with the auditors.",by=contact_point)
    with sync_playwright() as pw:
        br=pw.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox","--disable-gpu"])
        def shoot(name,url,user=None,pdf=False,post=None):
            for w in (1280,320):
                ctx=br.new_context(viewport={"width":w,"height":900})
                if user:
                    c=client_as(user); ctx.add_cookies([{"name":settings.SESSION_COOKIE_NAME,"value":c.cookies[settings.SESSION_COOKIE_NAME].value,"url":live_server.url}])
                pg=ctx.new_page(); pg.goto(live_server.url+url)
                if post: post(pg)
                pg.screenshot(path=f"{OUT}/{name}-{w}.png",full_page=True)
                sw=pg.evaluate("document.documentElement.scrollWidth")
                if sw>w: print("WIDE",name,w,sw)
                if pdf and w==1280: pg.pdf(path=f"{OUT}/{name}.pdf")
                ctx.close()
        R=lambda n,*a: reverse("applications:"+n,args=a)
        shoot("list",R("list"),contact_point); shoot("list_anon",R("list"))
        shoot("invitation",R("invitation",inv.reference))
        shoot("application",R("application",app.reference),contact_point)
        shoot("section",R("section",app.reference,"A"),contact_point)
        def bad(pg):
            pg.fill("#id_A14","not an address at all"); pg.fill("#id_A8","2001-05-04"); pg.click("text=Save and continue")
        shoot("section_bad",R("section",app.reference,"A"),contact_point,post=bad)
        def conflict(pg):
            a,_=app.answers.get_or_create(question="A10",defaults={"value":"77/2001","changed_by":contact_point}); a.value="78/2001 (colleague)"; a.version+=1; a.save()
            pg.fill("#id_A10","77/2001 as on the certificate"); pg.click("text=Save and continue")
        shoot("conflict",R("section",app.reference,"A"),contact_point,post=conflict)
        shoot("documents",R("documents",app.reference),contact_point)
        shoot("check",R("check",app.reference),contact_point,pdf=True)
        app.answers.all().delete(); app.uploads.filter(document="D4").update(removed_at="2020-01-01T00:00Z"); app.uploads.all().delete()
        cast.answer_everything(app,contact_point)
        shoot("submit",reverse("step",args=["application",app.reference,"submit"]),contact_point)
        app=perform("submit",app,by=contact_point,**cast.DECLARATION)
        shoot("receipt",R("application",app.reference),contact_point)
        shoot("return",reverse("step",args=["application",app.reference,"return"]),secretariat)
        app=perform("return",app,by=secretariat,points=[{"kind":"question","code":"A1","text":"Give the full name as on the certificate."},{"kind":"document","code":"D5","text":"The accounts of the second year are lacking."}])
        shoot("returned",R("application",app.reference),contact_point)
        shoot("returned_section",R("section",app.reference,"A"),contact_point)
        app=perform("accept",perform("complete",app,by=contact_point),by=secretariat)
        shoot("findings",R("findings",app.reference),secretariat)
        shoot("admin_case",f"/admin/accreditation/application/{app.pk}/change/",secretariat)
        shoot("admin_list","/admin/accreditation/application/",secretariat)
        shoot("admin_inv","/admin/accreditation/invitation/add/",secretariat)
        for c in app.process.content["criteria"]: app.findings.create(criterion=c["code"],value="met",note="Seen in D1, page 3.",by=secretariat)
        shoot("recommend",reverse("step",args=["application",app.reference,"recommend"]),secretariat)
        app=perform("recommend",app,by=secretariat,recommendation="approve",text="It meets all criteria.")
        shoot("present",reverse("step",args=["application",app.reference,"present"]),secretariat)
        item=cast.presented_item(app,secretariat)
        cast.decided(item,by=secretariat,chair=chair,value="yes")
        shoot("outcome",R("application",app.reference),contact_point)
        br.close()
