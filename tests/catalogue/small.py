"""A catalogue small enough to see through, as files in a folder, for the tests to spoil."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "needs.yaml": """\
needs:
  - id: home-help
    words:
      it: {name: Aiuto in casa}
life_events:
  - id: ageing
    words:
      it: {name: Si diventa anziani}
audiences:
  - id: older-people
    words:
      it: {name: Persone anziane}
""",
    "documents.yaml": """\
documents:
  - id: isee
    self_certifiable: false
    words:
      it: {name: ISEE valido, when: Per pagare meno., from_us: Lo leggiamo noi.}
""",
    "replies.yaml": """\
replies:
  - id: manca
    acts: [ask]
    services: [pasti]
    words:
      it: {title: Manca qualcosa, text: "Per {service} ci serve una cosa. Chiama il {phone}."}
""",
    "remedies.yaml": """\
remedies:
  - id: generali
    version: "2026-11"
    source: prova
    review_days: 30
    words:
      it: {refusal: [Puoi chiedere il riesame.], silence: [Non è un sì e non è un no.]}
  - id: dei-pasti
    version: "2026-11"
    source: prova
    services: [pasti]
    approved_by: []
    review_days: 15
    words:
      it: {refusal: [Puoi andare dal giudice.], silence: [Puoi andare dal giudice.]}
""",
    "emergency.yaml": """\
emergency:
  - number: "112"
    real: true
    words:
      it: {name: Emergenze, what: Aiuto subito., when: Se sei in pericolo.}
""",
    "synonyms.yaml": """\
concepts:
  - id: badante
    plain: badante
    words: [colf]
    services: [pasti]
acronyms:
  - acronym: ADI
    meanings: [assegno di inclusione, assistenza domiciliare integrata]
    services: [pasti]
""",
    "services/pasti/service.yaml": """\
slug: pasti
area: disability
audiences: [older-people]
needs: [home-help]
life_events: [ageing]
level: municipality
isee: {required: "no"}
documents: [isee]
term_days: 15
fee: sliding
channels: [online, desk]
questionnaire: pasti
related: []
checked_on: 2026-11-23
source: Prova
""",
    "services/pasti/it.yaml": """\
name: Pasti a casa
technical_name: Servizio pasti
summary: Un pasto caldo a casa.
addressed_to: [Alle persone anziane.]
description: [Un pasto arriva a casa.]
how_to: [Fai la domanda.]
needed_intro: Ti chiediamo poco.
achieved: [Un pasto al giorno.]
times: [Ti rispondiamo presto.]
cost: [Paghi a pasto.]
conditions: [Devi abitare qui.]
""",
    "services/pasti/en.yaml": """\
name: Meals at home
technical_name: Meals service
summary: A hot meal at home.
addressed_to: [Older people.]
description: [A meal comes to your home.]
how_to: [Apply.]
needed_intro: We ask little.
achieved: [A meal a day.]
times: [We answer soon.]
cost: [You pay by the meal.]
conditions: [You live here.]
""",
    "questions.yaml": """\
questions:
  - id: phone
    kind: phone
    required: "yes"
    words:
      it: {label: Il tuo numero, why: Per chiamarti.}
      en: {label: Your number, why: To call you.}
  - id: how_soon
    kind: choice
    words:
      it: {label: Quando?, why: Per capire.}
    options:
      - {value: subito, words: {it: Adesso}}
      - {value: giorni, words: {it: Presto}}
      - {value: con-calma, words: {it: Con calma}}
declarations:
  - id: truth
    words: {it: È vero.}
""",
    "questionnaires/pasti.yaml": """\
id: pasti
version: 1
steps:
  - id: papers
    words:
      it: {title: Documenti}
    questions:
      - use: phone
        id: my_phone
        words:
          it: {why: Per i pasti.}
      - id: isee_file
        kind: file
        document: isee
        words:
          it: {label: Il tuo ISEE, why: Per pagare meno.}
declarations:
  - use: truth
""",
    "territories/prova/territory.yaml": """\
id: prova
name: Distretto di prova
short_name: Prova
kind: district
region: Liguria
province: IM
health_authority: asl-prova
source: Prova
certainty: Inventato.
zones:
  - {id: mare, name: Zona mare}
municipalities:
  - {name: Costa, istat: "999001", belfiore: Z901, province: IM, zone: mare, point: {lat: 43.8, lon: 7.6}}
  - {name: Monte, istat: "999002", belfiore: Z902, province: IM, zone: mare, point: {lat: 43.9, lon: 7.6}}
bodies:
  - id: comune-costa
    name: Comune di Costa
    kind: municipality
    phone: +39 000 0000000
    email: costa@prova.invalid
    holidays: {patron: "08-26"}
    substitute: Segretario comunale
  - id: asl-prova
    name: ASL di prova
    kind: asl
    phone: +39 000 0000000
    email: asl@prova.invalid
    substitute: Direttore generale
offices:
  - id: servizi-costa
    body: comune-costa
    name: Servizi sociali
    person_in_charge: Ada Esempini
    phone: +39 000 0000000
    email: servizi@prova.invalid
""",
    "territories/prova/desks.yaml": """\
desks:
  - id: costa
    name: Sportello di Costa
    body: comune-costa
    municipality: "999001"
    zone: mare
    address: Via di Prova 1
    phone: +39 000 0000000
    email: sportello@prova.invalid
    hours:
      mon: ["09:00-12:00"]
    point: {lat: 43.8, lon: 7.6}
""",
    "territories/prova/offers.yaml": """\
defaults:
  body: comune-costa
  office: servizi-costa
  source: Prova
  checked_on: 2026-11-23
offers:
  - {service: pasti, from: 2026-01-01, to: 2026-06-30}
  - {service: pasti, from: 2026-07-01, term_days: 20}
""",
}


def small_content(folder: Path) -> Path:
    """Write the small catalogue, all of it sound, and say where."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, sound: str, spoiled: str) -> None:
    """Replace a piece of a file; it must be there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert sound in text, f"{name} does not hold {sound!r}"
    (folder / name).write_text(text.replace(sound, spoiled, 1), encoding="utf-8")


def line_with(folder: Path, name: str, piece: str) -> int:
    """The number of the first line that holds a piece."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if piece in line)
