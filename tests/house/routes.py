"""Every address of the portal and what each role gets there (R40): add a line here for each new route.

The columns are the roles in the order of ROLES; then, in the API, a client of each kind of API_CLIENTS. GET unless the line says POST; a POST is sent empty, so a door that opens
answers with what is missing (422), with a redirect, or with the page. Names in `args` are those of the world of test_routes.
"""

from dataclasses import dataclass

from samenleven.open_data.tables import FILES

ROLES = ("anonymous", "reader", "editor", "other", "case_handler", "finance", "analyst", "administrator")

# In the API a cookie says nothing: a client does, by its token. Without a scope of ours, one that may read, one that may
# write, and one that may write for somebody else.
API_CLIENTS = ("no_scope", "reads", "writes", "writes_elsewhere")

OPEN = "200 200 200 200 200 200 200 200"
MINISTRY = "302 403 403 403 200 200 200 200"
# What only who follows up does, asked with an empty form.
FOLLOWING_UP = "302 403 403 403 {0} 403 403 {0}"
ADMINISTRATORS = "302 403 403 403 403 403 403 200"
HELP_DESK = "302 403 403 403 200 403 403 200"
# What is considered before it is decided: who divides the budget, and the analyst.
READING_ALLOCATIONS = "302 403 403 403 200 403 200 200"
# The dossiers of written questions: who reads them, and who works on them.
READING_QUESTIONS = "302 403 403 403 200 403 200 200"
# A local government's page: its own people and the ministry read it, for others it does not exist.
OWN = "302 200 200 404 200 200 200 200"
# Software with a token: for everybody at a browser it is closed.
CLIENTS = "401 401 401 401 401 401 401 401"
# What only its own editor does: a reader and the ministry may see the page, so they hear that they may not do this.
OWN_EDITOR = "302 403 {} 404 403 403 403 403"


# What only who handles applications does; a local government that takes part hears that it may not.
HANDLING = "302 403 403 404 {0} 403 403 {0}"


@dataclass(frozen=True)
class Route:
    """An address: what stands in it, how it is asked, and the status per role."""

    expected: str
    args: tuple[str, ...] = ()
    method: str = "GET"
    query: str = ""
    clients: str = ""

    def statuses(self) -> dict[str, int]:
        return dict(zip(ROLES, map(int, self.expected.split()), strict=True))

    def statuses_of_clients(self) -> dict[str, int]:
        return dict(zip(API_CLIENTS, map(int, (self.clients or self.expected[:15]).split()), strict=True))


def get(expected, *args, query=""):
    return Route(expected, args, query=query)


def post(expected, *args):
    return Route(expected, args, method="POST")


def api(expected, clients, *args, method="GET"):
    return Route(expected, args, method=method, clients=clients)


PAGE = ("round", "kind", "code")

ROUTES = {
    # --- the front door ---
    "home": get("302 302 302 302 302 302 302 302"),
    "accessibility": get(OPEN),
    "privacy": get(OPEN),
    "contact": get(OPEN),
    "open-data": get(OPEN),
    "open-data-file": get(OPEN, "file"),
    "login": get("200 302 302 302 302 302 302 302"),
    "logout": post("302 302 302 302 302 302 302 302"),
    # --- messages ---
    "notices:list": get("302 200 200 200 200 200 200 200"),
    "notices:list-excel": get("302 200 200 200 200 200 200 200"),
    "notices:notice": get("302 404 200 404 404 404 404 404", "notice"),  # nobody reads another's, the ministry neither
    "notices:read-all": post("302 302 302 302 302 302 302 302"),
    # --- the plan ---
    "grants:plan": get(OPEN),
    "grants:goal": get(OPEN, "goal"),
    "grants:action": get(OPEN, "action"),
    "grants:participants": get(OPEN),
    "grants:participants-csv": get(OPEN),
    "grants:participants-excel": get(OPEN),
    "grants:local-government-excel": get(OPEN, "code"),
    "grants:plan-excel": get(OPEN),
    "grants:goal-excel": get(OPEN, "goal"),
    "grants:action-excel": get(OPEN, "action"),
    "grants:local-government": get(OPEN, "code"),
    "grants:round-list": get(OPEN),
    "grants:round": get(OPEN, "round"),
    "grants:round-list-excel": get(OPEN),
    "grants:round-excel": get(OPEN, "round"),
    "grants:award": get("302 200 200 404 200 200 200 200", "awarded"),
    "grants:award-letter": get("302 200 200 404 200 200 200 200", "awarded"),
    "grants:allocation-annex": get(READING_ALLOCATIONS, "allocation"),
    "grants:allocation-list": get(READING_ALLOCATIONS, "divided_round"),
    "grants:allocation-list-excel": get(READING_ALLOCATIONS, "divided_round"),
    "grants:allocation-compare-excel": get(READING_ALLOCATIONS, "divided_round"),
    "grants:allocation-make": post(FOLLOWING_UP.format(422), "divided_round"),
    "grants:allocation-compare": get(READING_ALLOCATIONS, "divided_round"),
    "grants:allocation": get(READING_ALLOCATIONS, "allocation"),
    "grants:allocation-excel": get(READING_ALLOCATIONS, "allocation"),
    "grants:allocation-name": post(FOLLOWING_UP.format(422), "allocation"),
    "grants:allocation-discard": post(FOLLOWING_UP.format(302), "allocation"),
    "grants:allocation-confirm": get(FOLLOWING_UP.format(200), "allocation"),
    "grants:allocation-line": get(READING_ALLOCATIONS, "allocation", "allocation_line"),
    "grants:allocation-incentive": get(READING_ALLOCATIONS, "allocation", "allocation_incentive"),
    "grants:round-create": get(ADMINISTRATORS),
    "grants:round-change": get(ADMINISTRATORS, "round"),
    "grants:round-publish": post("302 403 403 403 403 403 403 302", "round"),  # that of the world is published already
    "grants:round-exemptions": get(MINISTRY, "round"),
    "municipalities:origin-counts": get(ADMINISTRATORS),
    # --- applications: of one that was submitted, taken back, and asks a third to take part ---
    "grants:application-list": get("302 200 200 200 302 302 302 302"),  # the ministry has its overview
    "grants:application-list-excel": get("302 200 200 200 200 200 200 200"),
    "grants:application-start": post("302 403 302 302 403 403 403 403"),
    "grants:application-overview": get(MINISTRY),
    "grants:application-overview-excel": get(MINISTRY),
    "grants:application": get(OWN, "application"),
    "grants:application-actions": get(OWN_EDITOR.format(200), "application"),
    "grants:application-last-year": post(OWN_EDITOR.format(302), "application"),
    "grants:application-member-ask": post(OWN_EDITOR.format(422), "application"),
    "grants:application-member-out": post(OWN_EDITOR.format(302), "application", "asked"),
    "grants:application-member-answer": post(OWN_EDITOR.format(403), "application", "asked"),  # only the member itself
    "grants:application-submit": get(OWN_EDITOR.format(200), "application"),
    "grants:application-take-back": post(OWN_EDITOR.format(302), "application"),
    "grants:application-withdraw": get(OWN_EDITOR.format(200), "application"),
    "grants:application-version": get(OWN, "application", "version"),
    "grants:application-version-pdf": get(OWN, "application", "version"),
    "grants:application-take-up": post(HANDLING.format(302), "application"),
    "grants:application-send-back": post(HANDLING.format(422), "application"),
    "grants:application-reject": post(HANDLING.format(422), "application"),
    "grants:application-note": post(HANDLING.format(422), "application"),
    # --- the results for everybody ---
    "kpi:results": get(OPEN),
    "kpi:results-csv": get(OPEN),
    "kpi:results-excel": get(OPEN),
    "kpi:results-search": get(OPEN),
    "kpi:results-round": get(OPEN, "round"),
    "kpi:results-round-csv": get(OPEN, "round"),
    "kpi:results-round-excel": get(OPEN, "round"),
    "kpi:results-goal": get(OPEN, "goal"),
    "kpi:results-goal-csv": get(OPEN, "goal"),
    "kpi:results-goal-excel": get(OPEN, "goal"),
    "kpi:results-action": get(OPEN, "action"),
    "kpi:results-action-csv": get(OPEN, "action"),
    "kpi:results-action-excel": get(OPEN, "action"),
    "kpi:results-action-members-csv": get(OPEN, "action"),
    "kpi:results-local-government": get(OPEN, "code"),
    "kpi:results-local-government-csv": get(OPEN, "code"),
    "kpi:results-local-government-excel": get(OPEN, "code"),
    # --- registrations ---
    "kpi:burden": get("302 200 200 200 200 200 200 200"),
    "kpi:burden-excel": get("302 200 200 200 200 200 200 200"),
    "kpi:registration-list": get("302 200 200 200 302 302 302 302"),  # the ministry has its grid
    "kpi:registration": get(OWN, "registration"),
    "kpi:registration-list-excel": get("302 200 200 200 302 302 302 302"),
    "kpi:registration-excel": get(OWN, "registration"),
    "kpi:registration-form": get(OWN, *PAGE),
    "kpi:registration-save": post("302 404 404 404 404 404 404 404", *PAGE),  # an empty post names no field
    "kpi:registration-motivation": post(OWN_EDITOR.format(404), *PAGE),  # an empty post names no action
    "kpi:registration-presence": get(OWN_EDITOR.format(200), *PAGE),
    "kpi:registration-submit": post(OWN_EDITOR.format(302), *PAGE),
    "kpi:registration-receipt": get(OWN, *PAGE),
    "kpi:registration-release": post(OWN_EDITOR.format(302), *PAGE),
    "kpi:registration-reopen": post(OWN_EDITOR.format(302), *PAGE),
    "kpi:registration-receipt-pdf": get(OWN, *PAGE),
    "kpi:registration-take-back": post(OWN_EDITOR.format(302), *PAGE),
    "kpi:registration-correct": post(OWN_EDITOR.format(302), *PAGE),
    "kpi:registration-correct-stop": post(OWN_EDITOR.format(302), *PAGE),
    # Small counts can point at a person: at the ministry only the analyst reads them (R26).
    "kpi:registration-breakdown": get("302 200 200 404 403 403 200 403", *PAGE, "participation", "kpi"),
    "kpi:registration-export": get(OWN, *PAGE),
    # --- following up ---
    "kpi:follow-up": get(MINISTRY),
    "kpi:follow-up-csv": get(MINISTRY),
    "kpi:follow-up-excel": get(MINISTRY),
    "kpi:follow-up-applicant": get(MINISTRY, *PAGE),
    "kpi:follow-up-return": post(FOLLOWING_UP.format(422), *PAGE),
    "kpi:follow-up-return-withdraw": post(FOLLOWING_UP.format(302), *PAGE),
    "kpi:follow-up-extend": post(FOLLOWING_UP.format(422), *PAGE),
    "kpi:extensions": get(MINISTRY),
    "kpi:extensions-excel": get(MINISTRY),
    "kpi:extension-withdraw": post(FOLLOWING_UP.format(302), "extension"),
    "kpi:registration-messages": get(OWN, *PAGE),
    "kpi:registration-messages-excel": get(OWN, *PAGE),
    "kpi:registration-message-write": post("302 403 422 404 422 403 403 422", *PAGE),
    # --- following up ---
    "kpi:message-list": get(MINISTRY),
    "kpi:message-list-excel": get(MINISTRY),
    "kpi:reminders": get(MINISTRY),
    "kpi:reminders-excel": get(MINISTRY),
    "kpi:reminders-sent": get(MINISTRY),
    "kpi:reminders-sent-excel": get(MINISTRY),
    "kpi:reminder": get(MINISTRY, "moment", "reminder"),
    "kpi:reminder-excel": get(MINISTRY, "moment", "reminder"),
    "kpi:reminder-stop": post("302 403 403 403 422 403 403 422", "moment", "reminder"),
    "kpi:reminder-resume": post("302 403 403 403 302 403 403 302", "moment", "reminder"),
    # --- the workbook ---
    "kpi:registration-workbook": get(OWN_EDITOR.format(200), *PAGE),
    "kpi:registration-workbook-file": get(OWN_EDITOR.format(200), *PAGE),
    "kpi:registration-upload": get(OWN_EDITOR.format(200), *PAGE, "upload"),
    "kpi:registration-upload-accept": post(OWN_EDITOR.format(409), *PAGE, "upload"),  # an empty post saw no preview
    "kpi:registration-upload-discard": post(OWN_EDITOR.format(302), *PAGE, "upload"),
    "kpi:upload-list": get(HELP_DESK),
    "kpi:upload-list-excel": get(HELP_DESK),
    "kpi:upload-file": get(HELP_DESK, "refused"),
    # --- the dashboard ---
    "kpi:dashboard": get(MINISTRY),
    "kpi:dashboard-csv": get(MINISTRY),
    "kpi:dashboard-excel": get(MINISTRY),
    "kpi:dashboard-action": get(MINISTRY, "action"),
    "kpi:dashboard-action-csv": get(MINISTRY, "action"),
    "kpi:dashboard-action-excel": get(MINISTRY, "action"),
    "kpi:dashboard-origin": get(MINISTRY, "action", "code"),
    "kpi:dashboard-origin-excel": get(MINISTRY, "action", "code"),
    "kpi:board": get(MINISTRY, "board"),
    "kpi:board-svg": get(MINISTRY, "board"),
    "kpi:board-png": get(MINISTRY, "board"),
    "kpi:board-csv": get(MINISTRY, "board"),
    "kpi:board-excel": get(MINISTRY, "board"),
    "kpi:saved-views": get(MINISTRY),
    "kpi:saved-views-excel": get(MINISTRY),
    "kpi:saved-view-new": get(MINISTRY),
    # A view of the analyst: colleagues read what is shared, and change nothing of it.
    "kpi:saved-view": get("302 403 403 403 404 404 200 404", "view"),
    "kpi:saved-view-delete": post("302 403 403 403 404 404 302 404", "view"),
    "kpi:digest-ask": post("302 403 403 403 302 302 302 302"),
    "kpi:digest-stop": post("302 403 403 403 302 302 302 302"),
    # --- snapshots ---
    "kpi:snapshot-list": get(MINISTRY),
    "kpi:snapshot-list-excel": get(MINISTRY),
    "kpi:snapshot": get(MINISTRY, "snapshot"),
    "kpi:snapshot-excel": get(MINISTRY, "snapshot"),
    "kpi:snapshot-breakdowns": get(OPEN, "snapshot"),
    "kpi:snapshot-breakdowns-excel": get(OPEN, "snapshot"),
    "kpi:snapshot-run": get(MINISTRY, "run"),
    "kpi:snapshot-run-stop": post("302 403 403 403 403 403 403 302", "run"),
    "kpi:snapshot-freeze": post("302 403 403 403 403 403 403 302", "moment"),
    "kpi:snapshot-verify": post("302 403 403 403 403 403 403 302", "snapshot"),
    # --- written questions ---
    "kpi:question-list": get(READING_QUESTIONS),
    "kpi:question-list-excel": get(READING_QUESTIONS),
    "kpi:question-new": get(FOLLOWING_UP.format(200)),
    "kpi:question": get(READING_QUESTIONS, "question"),
    "kpi:question-change": get(FOLLOWING_UP.format(200), "question"),
    "kpi:question-follow": get(FOLLOWING_UP.format(200), "question"),
    "kpi:question-withdraw": post(FOLLOWING_UP.format(302), "question"),
    "kpi:question-compare": post(FOLLOWING_UP.format(302), "question"),
    "kpi:question-seen": post(FOLLOWING_UP.format(302), "question"),
    "kpi:question-ask-approval": post(FOLLOWING_UP.format(302), "question"),
    "kpi:question-paper": get(READING_QUESTIONS, "question"),
    "kpi:question-send": post(FOLLOWING_UP.format(302), "question"),
    "kpi:question-word": get(READING_QUESTIONS, "question"),
    "kpi:question-pdf": get(READING_QUESTIONS, "question"),
    "kpi:sub-question-add": post(FOLLOWING_UP.format(422), "question"),
    "kpi:sub-question": get(READING_QUESTIONS, "question", "part"),
    "kpi:sub-question-correct": post(FOLLOWING_UP.format(422), "question", "part"),
    "kpi:sub-question-merge": post(FOLLOWING_UP.format(302), "question", "part"),
    "kpi:sub-question-leave-out": post(FOLLOWING_UP.format(302), "question", "part"),
    "kpi:sub-question-approve": post(FOLLOWING_UP.format(302), "question", "part"),
    "kpi:sub-question-disapprove": post(FOLLOWING_UP.format(302), "question", "part"),
    # --- the API: published figures need no token ---
    "api:health": get(OPEN),
    "api:goals": get(OPEN),
    "api:goal": get(OPEN, "goal"),
    "api:actions": get(OPEN),
    "api:action": get(OPEN, "action"),
    "api:project-rounds": get(OPEN),
    "api:project-round": get(OPEN, "round"),
    "api:local-governments": get(OPEN),
    "api:local-government": get(OPEN, "code"),
    "api:participations": get(OPEN),
    "api:aggregates": get(OPEN),
    "api:snapshots": get(OPEN),
    "api:snapshot": get(OPEN, "snapshot"),
    **{f"api:open-data-{name}": get(OPEN) for name in FILES},
    "api:open-data-dictionary": get(OPEN),
    "api:open-data-catalog": get(OPEN),
    "api:breakdowns": get("400 400 400 400 400 400 400 400"),  # which snapshot, must be said
    # --- the API: registrations, for software with a token; a PUT or POST is sent without If-Match (428) ---
    "api:token": api("400 400 400 400 400 400 400 400", "400 400 400 400", method="POST"),
    "api:registrations": api(CLIENTS, "403 200 200 200"),
    "api:registration": api(CLIENTS, "403 403 428 404", "registration_name", method="PUT"),
    "api:registration-submit": api(CLIENTS, "403 403 428 404", "registration_name", method="POST"),
    "api:registration-release": api(CLIENTS, "403 403 428 404", "registration_name", method="POST"),
    "api:openapi": get(OPEN),
    "api:docs": get(OPEN),
}

# The administration: one rule for all its addresses. An administrator gets the page, is sent on, hears that a register
# is not changed (403), that signing out is a POST (405), or that something is not there (404).
ADMIN = {role: {403} for role in ROLES} | {"anonymous": {302}, "administrator": {200, 302, 403, 404, 405}}
