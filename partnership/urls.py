from django.urls import include, path

from partnership import views
from partnership.board import views as board
from partnership.citizens import views as citizens
from partnership.endorsing import views as endorsing
from partnership.events import views as events
from partnership.leaflets import views as leaflets
from partnership.outcome import views as outcome

app_name = "partnership"
urlpatterns = [
    path("my/", include("partnership.my.urls")),
    path("members/", views.member_list, name="members"),
    path("outcomes/<int:pk>.docx", outcome.word, name="outcome_word"),
    path("leaflet/<int:pk>/", leaflets.sheet, name="leaflet_sheet"),
    path("board/", board.board, name="board"),
    path("board/<int:pk>/", board.category, name="board_category"),
    path("board/<int:pk>/new/", board.new_topic, name="board_new"),
    path("board/topics/<int:pk>/", board.topic, name="board_topic"),
    path("board/topics/<int:pk>/reply/", board.reply, name="board_reply"),
    path("board/posts/<int:pk>/", board.post, name="board_post"),
    path("board/posts/<int:pk>/report/", board.report, name="board_report"),
    path("board/mine/<str:token>/", board.mine, name="board_mine"),
    path("board/mail/<str:token>/", board.confirm, name="board_confirm"),
    path("declaration/card/", endorsing.first_card, name="declaration_first_card"),
    path("declaration/<int:pk>/card/", endorsing.card, name="declaration_card"),
    path("declaration/<int:pk>/endorse/", endorsing.endorse, name="declaration_endorse"),
    path("declaration/mine/<str:token>/", endorsing.mine, name="endorsement_mine"),
    path("declaration/mail/<str:token>/", endorsing.confirm, name="endorsement_confirm"),
    path("report/new/", citizens.new, name="citizen_new"),
    path("report/mine/<str:token>/", citizens.mine, name="citizen_report"),
    path("report/mine/<str:token>/photos/<int:photo>/", citizens.photo, name="citizen_photo"),
    path("report/mail/<str:token>/", citizens.confirm, name="citizen_confirm"),
    path("events.ics", events.events, name="events_calendar"),
    path("events/<int:pk>.ics", events.event, name="event_calendar"),
]
