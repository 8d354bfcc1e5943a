"""The programme with its goals, actions and support, and each action in each round with its KPI's."""

from itertools import pairwise

from grants.models import Action, Goal, Indicator, Offer, Programme, ProjectRound, Support
from grants.services.plan_loading.reading import Row, Sheets
from grants.services.plan_loading.syncing import Sync

FIRST_PROGRAMME = {"code": "plan-samenleven", "name": "Plan Samenleven"}
# The words of the facts as they were gathered, and what the screens say.
SUPPORT_KINDS = {"good practice": "goede praktijk", "related project": "verwant project"}


def write_programme(sheets: Sheets, sync: Sync) -> Programme:
    """The programme of this folder: a new one is shown at once only when no other is."""
    told = next(iter(sheets["programme.csv"]), None)
    if told is None:
        found = Programme.objects.filter(code=FIRST_PROGRAMME["code"]).first()
        return found or _new_programme(sync, **FIRST_PROGRAMME)
    found = Programme.objects.filter(code=told["code"]).first()
    if found is None:
        return _new_programme(sync, code=told["code"], name=told["name"], round_prefix=told.text("round_prefix"))
    sync.rows(Programme, by=("code",), wanted={(told["code"],): {"name": told["name"]}}, tells_all=False)
    return Programme.objects.get(pk=found.pk)


def _new_programme(sync, **facts):
    code = facts.pop("code")
    shown = not Programme.objects.filter(is_current=True).exists()
    sync.rows(Programme, by=("code",), wanted={(code,): facts}, fresh={"is_current": shown}, tells_all=False)
    return Programme.objects.get(code=code)


def write_actions(sheets: Sheets, programme, sync: Sync) -> dict[int, int]:
    """Goals, actions and who supports them; answers the key of each action number."""
    goals = sync.rows(
        Goal,
        by=("programme_id", "number"),
        among=programme.goals.all(),
        wanted={
            (programme.pk, row["number"]): {"title": row["title_nl"], "source_url": row.text("source_url")}
            for row in sheets["goals.csv"]
        },
    )
    keys = sync.rows(
        Action,
        by=("programme_id", "number"),
        among=programme.actions.all(),
        wanted={
            (programme.pk, row["number"]): {
                "goal_id": goals[(programme.pk, row["goal_number"])],
                "title": row["title_nl"],
                "title_status": Action.TitleStatus.OFFICIAL
                if row["title_status"] in (None, "official")
                else Action.TitleStatus.OTHER,
                "summary": row.text("minimum_expectations"),
                "remarks": row.text("remarks"),
                "support_organisations": row.text("support_organisations"),
                "source_url": row.text("source_url"),
            }
            for row in sheets["actions.csv"]
        },
    )
    actions = {number: key for (_, number), key in keys.items()}
    sync.rows(
        Support,
        by=("action_id", "name"),
        among=Support.objects.filter(action__programme=programme),
        wanted={
            (actions[row["action_number"]], row["organisation_or_project"]): {
                "kind": SUPPORT_KINDS.get(row["kind"], row["kind"]),
                "valid_until": row["valid_until"],
                "source_url": row.text("source_url"),
            }
            for row in sheets["support.csv"]
        },
    )
    return actions


def write_offers(sheets: Sheets, rounds: dict[int, ProjectRound], actions: dict[int, int], sync: Sync) -> dict:
    """Every action in every round, paid or not; answers the key of each (round, action)."""
    told = {row["number"]: row for row in sheets["actions.csv"]}
    keys = sync.rows(
        Offer,
        by=("round_id", "action_id"),
        among=Offer.objects.filter(round__in=rounds.values()),
        wanted={
            (of.pk, actions[action]): {
                "financed": number in (row["financed_rounds"] or ()),
                "content_judged": bool(row["content_judged"]),
            }
            for number, of in rounds.items()
            for action, row in told.items()
        },
    )
    offers = {(number, action): keys[(of.pk, actions[action])] for number, of in rounds.items() for action in told}
    _write_indicators(sheets, rounds, told, offers, sync)
    return offers


def _write_indicators(sheets, rounds, told, offers, sync):
    wanted, families = {}, {}
    for number, action in offers:
        if number not in (told[action]["financed_rounds"] or ()):
            continue
        for code, facts in _indicators(sheets, number, told[action]).items():
            wanted[(offers[(number, action)], code)] = facts
            families.setdefault((number, action), []).append((code, facts["unit_family"]))
    keys = sync.rows(
        Indicator,
        by=("offer_id", "code"),
        among=Indicator.objects.filter(offer__round__in=rounds.values()),
        wanted=wanted,
    )
    _write_continuations(rounds, offers, families, keys)


def _indicators(sheets, number, action: Row):
    """The KPI's of an action in a round: those of its own file, else the one of the action itself."""
    differing = {(row["action_number"], row["project_period"]): row for row in sheets["offers.csv"]}
    other = differing.get((action["number"], number))
    own = [row for row in sheets[f"kpi_indicators_round{number}.csv"] if row["action_number"] == action["number"]]

    def fact(column):
        return other[column] if other and other.holds(column) else action[column]

    same = {"unit": fact("kpi_unit"), "kind": fact("kind"), "unit_family": fact("unit_family")}
    if own:
        return {
            f"{action['number']}.{row['order']}": {
                "position": row["order"],
                "title": row["indicator_nl"],
                "amount_per_unit": row["amount_per_unit_eur"],
                "max_units": row["max_units"],
                "max_amount": row["max_subsidy_eur"],
                **same,
            }
            for row in own
        }
    return {
        f"{action['number']}.1": {
            "position": 1,
            "title": fact("kpi_nl"),
            "amount_per_unit": fact("amount_per_unit_eur"),
            "max_units": fact("max_units"),
            "max_amount": fact("max_subsidy_eur"),
            **same,
        }
    }


def _write_continuations(rounds, offers, families, keys):
    """A KPI continues those of the same action in the round before that count the same units."""
    links = Indicator.continues.through
    numbers = sorted(rounds)
    wanted = set()
    for before, number in pairwise(numbers):
        for (of, action), indicators in families.items():
            if of != number:
                continue
            for code, family in indicators:
                wanted |= {
                    (keys[(offers[(number, action)], code)], keys[(offers[(before, action)], earlier)])
                    for earlier, its_family in families.get((before, action), ())
                    if its_family == family
                }
    ours = links.objects.filter(from_indicator_id__in=keys.values(), to_indicator_id__in=keys.values())
    stored = {(link.from_indicator_id, link.to_indicator_id): link for link in ours}
    links.objects.filter(pk__in=[link.pk for pair, link in stored.items() if pair not in wanted]).delete()
    links.objects.bulk_create(
        links(from_indicator_id=later, to_indicator_id=earlier) for later, earlier in sorted(wanted - stored.keys())
    )
