"""Staff and reporting lines, a row for each person and span of time."""

from __future__ import annotations

from goodwill.sources.source import Check, Field, Source, spoken
from goodwill.sources.vocabulary import key
from goodwill.words import mark

SOURCE = Source(
    "staff",
    mark("Staff and reporting lines, a row for each person and span of time."),
    (
        Field(
            "person",
            "party",
            mark("The number or name by which your other records know the colleague."),
            spoken(
                en="employee no|employee number|employee id|employee|person|staff id|staff no"
                "|login|username|user id"
                "|personnel number|agent|agent id",
                pl="nr pracownika|numer pracownika|pracownik|id pracownika|login|nr kadrowy|osoba",
                ru="табельный номер|номер сотрудника|сотрудник|id сотрудника|логин|работник",
                uk="табельний номер|номер працівника|працівник|id працівника|логін|співробітник",
            ),
            required=True,
            sort="colleague",
        ),
        Field(
            "manager",
            "party",
            mark("To whom the colleague reports; nobody for the owner."),
            spoken(
                en="manager no|manager number|manager id|manager|reports to|supervisor|boss"
                "|line manager|superior",
                pl="nr przełożonego|przełożony|kierownik|podlega|menedżer|id przełożonego",
                ru="номер руководителя|руководитель|начальник|подчиняется|id руководителя",
                uk="номер керівника|керівник|начальник|підпорядковується|id керівника",
            ),
            sort="colleague",
        ),
        key(
            "team",
            mark("The team."),
            en="team|group|unit|squad|desk",
            pl="zespół|grupa|komórka",
            ru="команда|группа|подразделение",
            uk="команда|група|підрозділ",
        ),
        key(
            "department",
            mark("The department."),
            en="department|dept|division|business unit",
            pl="dział|departament|wydział|pion",
            ru="отдел|департамент|управление",
            uk="відділ|департамент|управління",
        ),
        key(
            "role",
            mark("What the colleague does."),
            en="role|job title|position|title|function|job",
            pl="stanowisko|rola|funkcja",
            ru="должность|роль|функция",
            uk="посада|роль|функція",
        ),
        Field(
            "level",
            "number",
            mark(
                "The level: 0 the owner, 1 directors, and so on; without it, the depth from the "
                "top."
            ),
            spoken(
                en="level|grade|rank",
                pl="poziom|szczebel|stopień",
                ru="уровень|ступень",
                uk="рівень|щабель",
            ),
            lenient=True,
        ),
        Field(
            "from_date",
            "date",
            mark("The first day of this line."),
            spoken(
                en="from|from date|start date|valid from|since|hired|hire date|hired on"
                "|effective from|start",
                pl="od|data od|od dnia|data rozpoczęcia|zatrudniony od|ważne od",
                ru="с|с даты|дата начала|принят|дата приёма|действует с",
                uk="з|з дати|дата початку|прийнято|дата прийому|діє з",
            ),
            future=True,
        ),
        Field(
            "until_date",
            "date",
            mark("The last day of this line; empty means still."),
            spoken(
                en="until|until date|end date|valid until|to|to date|left|left on|effective to|end"
                "|valid to",
                pl="do|data do|do dnia|data zakończenia|ważne do|zwolniony",
                ru="по|до|по дату|дата окончания|уволен|дата увольнения|действует по",
                uk="по|до|по дату|дата закінчення|звільнено|дата звільнення|діє до",
            ),
            future=True,
        ),
        Field(
            "name",
            "sealed",
            mark("The colleague's name, kept apart from the journal."),
            spoken(
                en="name|full name|employee name|display name",
                pl="imię i nazwisko|nazwisko i imię|nazwisko|nazwa",
                ru="имя|фио|фамилия и имя|фамилия",
                uk="ім'я|піб|прізвище та ім'я|прізвище",
            ),
            of="person",
            item="name",
        ),
        Field(
            "email",
            "sealed",
            mark("The colleague's e-mail address, kept apart like the name."),
            spoken(
                en="email|e-mail|email address|work email",
                pl="e-mail|adres e-mail|mejl",
                ru="электронная почта|почта|e-mail",
                uk="електронна пошта|пошта|e-mail",
            ),
            of="person",
            item="email",
        ),
    ),
    record="person || '@' || coalesce(CAST(from_date AS VARCHAR), '')",
    any_of=(("manager", "team", "department"),),
    checks=(
        Check("until_date", "until_date < from_date", mark("the last day is before the first")),
        Check("manager", "manager = person", mark("nobody reports to themselves")),
    ),
    tables={
        "lines": {
            "person": "person",
            "manager": "manager",
            "team": "team",
            "department": "department",
            "role": "role",
            "level": "level",
            "from_date": "from_date",
            "until_date": "until_date",
        }
    },
)
