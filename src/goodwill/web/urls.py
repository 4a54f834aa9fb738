"""The addresses of the office."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import cache_control

from goodwill.web import (
    decisions,
    digests,
    entry,
    files,
    guess,
    imports,
    keys,
    pages,
    passes,
    pleas,
    public,
    settings,
    today,
    views,
    window,
)
from goodwill.web.api import interface, page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("health", entry.health, name="health"),
    path("welcome/<str:secret>", entry.welcome, name="welcome"),
    path("login", entry.Login.as_view(), name="login"),
    path("logout", entry.leave, name="logout"),
    path("language", entry.language, name="language"),
    path("report/<slug:name>", pages.report, name="report"),
    path("report/<slug:name>.json", files.report_json, name="report_json"),
    path("report/<slug:name>.xlsx", files.report_xlsx, name="report_xlsx"),
    path("report/<slug:name>/<slug:table>.csv", files.table_csv, name="table_csv"),
    path("report/<slug:name>/<slug:table>.xlsx", files.table_xlsx, name="table_xlsx"),
    path("report/<slug:name>/<slug:table>.json", files.table_json, name="table_json"),
    path(
        "picture/<slug:name>/<slug:chart>.svg",
        cache_control(private=True, max_age=3600)(files.picture),
        name="picture",
    ),
    path("picture/<slug:name>/<slug:chart>.png", files.picture_png, name="picture_png"),
    path("guess/<slug:name>", guess.guess, name="guess"),
    path("mirror/decide", decisions.decide, name="decide"),
    path("today/tick", today.tick, name="tick"),
    path("import", imports.arrive, name="import"),
    path("import/<slug:parcel>", imports.look, name="import_look"),
    path("import/<slug:parcel>/rejected.csv", imports.rejected, name="import_rejected"),
    path("window", passes.overview, name="window"),
    path("window/<str:party>", passes.passes, name="passes"),
    path("window/passes/<int:number>/withdraw", passes.revoke, name="pass_revoke"),
    path("pleas", pleas.queue, name="pleas"),
    path("pleas/<str:number>/take", pleas.take, name="plea_take"),
    path("pleas/<str:number>/answer", pleas.answer, name="plea_answer"),
    path("w/<str:secret>", window.pane, name="pane"),
    path("w/<str:secret>/<str:number>", window.asked, name="pane_asked"),
    path("quality", public.quality, name="quality"),
    path("quality.csv", public.quality_csv, name="quality_csv"),
    path("quality.json", public.quality_json, name="quality_json"),
    path("undo/<str:batch>", imports.undo, name="undo"),
    path("errand/<int:number>", imports.errand, name="errand"),
    path("close", imports.close, name="close"),
    path("digests", digests.page, name="digests"),
    path("digests/<slug:rhythm>", digests.save, name="digest_save"),
    path("digests/<slug:rhythm>/try", digests.attempt, name="digest_try"),
    path("settings", settings.overview, name="settings"),
    path("settings/<str:standard>", settings.standard, name="settings_standard"),
    path("views", views.page, name="views"),
    path("views/<int:number>", views.change, name="view_change"),
    path("report/<slug:report>/keep", views.save, name="view_save"),
    path("keys", keys.page, name="keys"),
    path("keys/<int:number>/revoke", keys.revoke, name="key_revoke"),
    path("api", page.page, name="api_page"),
    path("api/v1/", interface.made().urls),
    path("unsubscribe/<str:secret>", digests.unsubscribe, name="unsubscribe"),
]

handler400 = "goodwill.web.pages.refused"
handler404 = "goodwill.web.pages.not_found"
handler500 = "goodwill.web.pages.our_fault"
