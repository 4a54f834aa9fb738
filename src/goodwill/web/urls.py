"""The addresses of the office."""

from django.urls import path
from django.views.decorators.cache import cache_control

from goodwill.web import entry, imports, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("health", entry.health, name="health"),
    path("welcome/<str:secret>", entry.welcome, name="welcome"),
    path("login", entry.Login.as_view(), name="login"),
    path("logout", entry.leave, name="logout"),
    path("language", entry.language, name="language"),
    path("report/<slug:name>", pages.report, name="report"),
    path("report/<slug:name>/<slug:table>.csv", pages.table_csv, name="table_csv"),
    path("report/<slug:name>.json", pages.report_json, name="report_json"),
    path(
        "picture/<slug:name>/<slug:chart>.svg",
        cache_control(private=True, max_age=3600)(pages.picture),
        name="picture",
    ),
    path("import", imports.arrive, name="import"),
    path("import/<slug:parcel>", imports.look, name="import_look"),
    path("import/<slug:parcel>/rejected.csv", imports.rejected, name="import_rejected"),
    path("undo/<str:batch>", imports.undo, name="undo"),
    path("errand/<int:number>", imports.errand, name="errand"),
    path("close", imports.close, name="close"),
]

handler400 = "goodwill.web.pages.refused"
handler404 = "goodwill.web.pages.not_found"
handler500 = "goodwill.web.pages.our_fault"
