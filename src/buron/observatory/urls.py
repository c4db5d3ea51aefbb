"""Addresses of the observatory, under ``/<office>/observatoire/``."""

from django.urls import URLPattern, path

from buron.observatory.views import dashboards, figures, outside, prose, report

urlpatterns: list[URLPattern] = [
    path("observatoire/", dashboards.dashboard_list, name="observatory_dashboards"),
    path("observatoire/tableaux/<str:key>/", dashboards.dashboard, name="observatory_dashboard"),
    path("observatoire/tableaux/<str:key>/suivi/", dashboards.dashboard_care, name="observatory_care"),
    path("observatoire/indicateurs/", figures.indicator_list, name="observatory_indicators"),
    path("observatoire/indicateurs/<str:key>/", figures.figure, name="observatory_figure"),
    path("observatoire/indicateurs/<str:key>/lignes/", figures.rows, name="observatory_rows"),
    path(
        "observatoire/indicateurs/<str:key>/lignes/fichier.<str:form>",
        figures.rows_download,
        name="observatory_rows_file",
    ),
    path("observatoire/indicateurs/<str:key>/ruptures/", outside.break_note, name="observatory_break"),
    path(
        "observatoire/indicateurs/<str:key>/ruptures/<int:pk>/retirer/",
        outside.break_remove,
        name="observatory_break_remove",
    ),
    path("observatoire/rapport/", report.report_list, name="observatory_reports"),
    path("observatoire/rapport/<int:year>/", report.report, name="observatory_report"),
    path(
        "observatoire/rapport/<int:year>/fichier.<str:form>",
        report.report_file,
        name="observatory_report_file",
    ),
    path(
        "observatoire/rapport/<int:year>/reglages/",
        report.report_settings,
        name="observatory_report_settings",
    ),
    path("observatoire/rapport/<int:year>/figer/", report.report_freeze, name="observatory_report_freeze"),
    path("observatoire/rapport/<int:year>/rouvrir/", report.report_reopen, name="observatory_report_reopen"),
    path(
        "observatoire/rapport/<int:year>/versions/<int:number>/",
        report.report_version,
        name="observatory_report_version",
    ),
    path(
        "observatoire/rapport/<int:year>/versions/<int:number>/ecarts/",
        report.report_changes,
        name="observatory_report_changes",
    ),
    path("observatoire/rapport/<int:year>/controles/", outside.report_checks, name="observatory_checks"),
    path(
        "observatoire/rapport/<int:year>/controles/<int:pk>/retirer/",
        outside.external_remove,
        name="observatory_external_remove",
    ),
    path("observatoire/rapport/<int:year>/texte/<str:section>/", prose.prose_write, name="observatory_prose"),
    path(
        "observatoire/rapport/<int:year>/texte/<str:section>/versions/",
        prose.prose_revisions,
        name="observatory_prose_revisions",
    ),
]
