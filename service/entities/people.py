"""Names to entities: short names to full ones, variants of a spelling to one, and the roles that stand beside a name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from service.entities.drafts import Cluster, Draft
from service.entities.gazetteer import gazetteer
from service.entities.nominals import is_definite, is_plural, nominal, noun_type
from service.entities.phrases import phrase_words, without_article
from service.entities.words import fold, words

if TYPE_CHECKING:
    from service.entities.model import EntityType
    from service.entities.names import Found
    from service.language.document import Document

_PARTICLES = frozenset({"al", "el", "bin", "ibn", "ben", "abu", "de", "da", "van", "von", "jr", "sr"})
_DASHES = frozenset({"-", "--", "–", "—", "_"})
_ROLE_LIMIT = 14
"""Words in a role at most: longer stretches before or behind a name are misparsed sentences."""


def name_draft(document: Document, name: Found, type_: EntityType, held: set[int]) -> Draft:
    """A name with the role before it. ``held`` are words of other names that may not be taken into its phrase."""
    head = name.head
    first, last = phrase_words(document, head)
    governor = document.head(head)
    if (
        governor is not None
        and governor.index < name.first
        and governor.upos in {"NOUN", "PROPN"}
        and (
            noun_type(document, governor) in {"person", "outlet", "organization"}
            or governor.text.lower() in words().titles
            or governor.text.lower() in words().courtesy
        )
        and document.words[head].relation in {"appos", "flat", "compound", "nmod"}
        and document.child(head, "case") is None
        and all(
            i == governor.index
            or document.words[i].upos in {"PROPN", "NOUN", "ADJ"}
            or (
                document.words[i].text.lower() == "the" and governor.text.lower() in words().courtesy
            )  # "His Highness *the* Prime Minister X"
            for i in range(governor.index, name.first)
        )
    ):
        wide = phrase_words(document, governor.index)
        first, last, head = min(first, wide[0]), max(last, name.last), governor.index
    apart = _title_apart(document, name) if type_ == "person" and head == name.head else None
    if apart is not None:
        first, head = phrase_words(document, apart)[0], apart
    after = document.words[name.last] if name.last < len(document.words) else None
    if (
        after is not None
        and type_ in {"organization", "outlet"}
        and governor is after
        and after.lemma.lower() in words().outlet_nouns
    ):
        first, last = phrase_words(document, after.index)
        head, type_ = after.index, "outlet"  # "the Guardian newspaper"
    first, last = min(first, name.before, name.first), max(last, name.last)
    limit = name.first
    while limit > 0 and _part_of_title(document, limit - 1, name.first) and limit - 1 not in held:
        limit -= 1
    first = min(first, limit)
    if name.first - first > _ROLE_LIMIT:
        first = limit
    for i in range(name.first - 1, first - 1, -1):
        word = document.words[i]
        said = word.upos == "AUX" or word.xpos in {"VBD", "VBZ", "VBP", "MD"}
        spaced = said or (word.text in _DASHES and word.span.end < document.words[i + 1].span.start)
        if (
            spaced
            or (word.text in {",", ";", ":", "(", ")"} and apart is None)
            or word.sentence != document.words[name.first].sentence
        ):
            first = i + 1
            break
    draft = Draft("name", type_, first, last, head, name.first, name.last, name.text)
    draft.gender = _title_gender(document, first, name.first)
    draft.role = role_before(document, first, name.first) if type_ in {"person", "outlet", "organization"} else None
    if type_ == "organization" and draft.role is not None and not any(w in draft.role.lower() for w in words().outlet_nouns):
        draft.role = None
    title = document.words[name.first - 1] if name.first > first else None
    if (
        type_ == "person"
        and title is not None
        and title.text[:1].isupper()
        and title.text.lower() in words().regnal
        and name.last - name.first == 1
    ):
        draft.core_first, draft.text = title.index, f"{title.text} {name.text}"
    return draft


def _title_apart(document: Document, name: Found) -> int | None:
    """The head of a long title right before a name that the tree makes a second subject: "*Director* of the Federal Bureau of Investigation (FBI) X said"."""
    verb = document.head(name.head)
    if verb is None or document.words[name.head].relation != "nsubj":
        return None
    for subject in document.children(verb.index, "nsubj"):
        if subject.lemma.lower() in words().spokes:
            continue  # "a *spokesman* for Minister *X* denied"
        if subject.index < name.first and document.subtree(subject.index)[-1] == name.first - 1:
            return subject.index if subject.upos == "NOUN" and noun_type(document, subject) == "person" else None
    return None


def _part_of_title(document: Document, index: int, name: int) -> bool:
    """Whether a word before a name is a title or a demonym that the tree did not join to it."""
    word = document.words[index]
    if word.sentence != document.words[name].sentence or not word.text[:1].isupper():
        return False
    return word.text.lower() in words().title_words or bool(gazetteer().demonym(word.text))


def role_before(document: Document, first: int, name: int) -> str | None:
    """The role in the words before a name, without article, courtesy titles and a leading "then"; ``None`` where they hold no noun for it."""
    first = without_article(document, first, name) if first < name else first
    chosen = list(range(first, name))
    if chosen and document.words[chosen[-1]].text == ")":  # "of the Federal Bureau of Investigation *(FBI)*"
        chosen = chosen[: next((n for n, i in enumerate(chosen) if document.words[i].text == "("), None)]
    while chosen and document.words[chosen[0]].upos in {"DET", "ADV", "NUM", "PUNCT", "ADP", "PRON", "CCONJ"}:
        chosen.pop(0)
    while chosen and (
        document.words[chosen[-1]].text.lower() in words().courtesy or document.words[chosen[-1]].upos in {"PUNCT", "ADP", "PART"}
    ):
        chosen.pop()
    if not chosen:
        return None
    nouns = [i for i in chosen if document.words[i].upos in {"NOUN", "PROPN"} and not gazetteer().demonym(document.words[i].text)]
    if not any(document.words[i].upos == "NOUN" or document.words[i].text.lower() in words().role_words for i in nouns):
        return None
    return " ".join(document.span(chosen).of(document.text).split())


def _title_gender(document: Document, first: int, name: int) -> str | None:
    for i in range(name - 1, first - 1, -1):
        low = document.words[i].text.lower()
        if (gender := words().title_gender.get(low) or words().gender.get(low)) is not None:
            return gender
    return None


def role_beside(document: Document, draft: Draft) -> list[Draft]:
    """Nominal mentions of the same person beside a name: appositions on either side, and the predicate of "X is the president"."""
    found: list[Draft] = []
    heads = {draft.head, *range(draft.core_first, draft.core_last)}
    for head in sorted(h for h in heads if document.related[h]):
        for child in document.children(head, "appos", "nmod:unmarked", "parataxis"):
            if child.upos == "NUM":
                found += [
                    d
                    for c in document.children(child.index, "appos", "conj", "nmod")
                    if (d := _role(document, c.index, draft)) is not None
                ]
            elif child.relation == "appos" and (d := _role(document, child.index, draft)) is not None:
                found.append(d)
                others = document.children(child.index, "conj")
                found += [
                    o for c in others if not is_definite(document, c.index) and (o := _role(document, c.index, draft)) is not None
                ]
    if not found and (aged := _role_past_age(document, draft)) is not None:
        found.append(aged)
    word = document.words[draft.head]
    governor = document.head(draft.head)
    if governor is not None and governor.index not in heads:
        apposed = word.relation == "appos" and _bare(document, draft)
        predicate = (
            word.relation == "nsubj" and document.child(governor.index, "cop") and not document.child(governor.index, "advmod")
        )
        if (apposed or predicate) and (d := _role(document, governor.index, draft)) is not None:
            found.append(d)
    if not found and draft.role is None and (before := _role_right_before(document, draft)) is not None:
        found.append(before)
    return found


def _role_past_age(document: Document, draft: Draft) -> Draft | None:
    """The role behind a name and an age: "Kunihiko Sakuma, 77, leader of …"."""
    after = document.words[draft.core_last : draft.core_last + 4]
    if [w.text for w in after[:3:2]] != [",", ","] or len(after) < 4 or after[1].upos != "NUM":
        return None
    for word in (after[3], *document.ancestors(after[3].index)):
        if (
            word.index > after[2].index
            and noun_type(document, word) == "person"
            and phrase_words(document, word.index)[0] == after[3].index
        ):
            return _role(document, word.index, draft)
    return None


def _role_right_before(document: Document, draft: Draft) -> Draft | None:
    """A role that ends where a name begins, though the tree has not joined them.

    "the newly arrived Ambassador to Korea | Sripriya Ranganathan"; with a comma between, only where another or the sentence's end closes the
    name: "by the General Secretary of the Party, Nguyen Phu Trong."
    """
    words_, first, last = document.words, draft.first, draft.core_last
    end = first
    if first > 1 and words_[first - 1].text == ",":
        closed = (
            last >= len(words_) or words_[last].text in {",", ".", ";", ")"} or words_[last].sentence != words_[first].sentence
        )
        end = first - 1 if closed else 0
    if end < 1 or words_[end - 1].sentence != words_[first].sentence or words_[end - 1].upos not in {"NOUN", "PROPN"}:
        return None
    for above in (words_[end - 1], *document.ancestors(end - 1)):
        if above.upos in {"VERB", "AUX"} or above.index >= end:
            return None
        if noun_type(document, above) == "person" and phrase_words(document, above.index)[1] >= end and not is_plural(above):
            found = _role(document, above.index, draft) if above.lemma.lower() in words().posts else None
            if found is not None:
                found.last, found.core_last = min(found.last, end), min(found.core_last, end)
                first_shown = without_article(document, found.core_first, found.core_last)
                first_shown += first_shown < above.index and words_[first_shown].upos == "PRON"
                found.text = found.role = " ".join(document.text_of(first_shown, found.core_last).split())
                if found.last > found.core_last:
                    found.role = " ".join(document.text_of(first_shown, found.last).split())
            return found
    return None


def _bare(document: Document, draft: Draft) -> bool:
    """Whether nothing but the name's own role stands between a comma and it: "…, Nguyen Phu Trong"."""
    return (
        draft.first > 0 and document.words[draft.first - 1].text in {",", "—", "–", "-", ":"}
    ) or draft.first == draft.core_first


def _role(document: Document, head: int, draft: Draft) -> Draft | None:
    word = document.words[head]
    if word.upos not in {"NOUN", "PROPN"} or draft.first <= head < draft.last:
        return None
    if any(document.words[i].text == ";" for i in range(draft.core_last, head)):
        return None  # the next of a list
    type_ = noun_type(document, word)
    wanted = {
        "person": {"person"},
        "outlet": {"outlet", "organization"},
        "organization": {"organization", "outlet", "group"},
    }.get(draft.type, set())
    if type_ not in wanted:
        return None
    found = nominal(document, head, draft.type)
    if draft.type == "person":
        first = without_article(document, found.first, found.last)
        first += first < head and document.words[first].upos == "PRON"
        if document.child(head, "cop") is not None and document.child(head, "acl") is not None:
            found.role = None  # "will be the first leader to visit" tells no role
        elif found.last - first <= _ROLE_LIMIT:
            found.role = " ".join(document.text_of(first, found.last).split())
    found.anonymous = False
    found.beside = True
    return found


def link_people(drafts: list[Draft], title: list[str]) -> list[Cluster]:
    """People's names to clusters in text order; ``title`` are names of the headline, that may be fuller."""
    clusters: list[Cluster] = []
    full = sorted((d for d in drafts if len(tokens_of(d.text)) > 1), key=lambda d: d.first)
    for draft in full:
        same = next((c for c in clusters if _same_full(c, draft)), None)
        _join(clusters, same, draft)
    for draft in sorted((d for d in drafts if len(tokens_of(d.text)) < 2), key=lambda d: d.first):
        _join(clusters, _short(clusters, draft), draft)
    for text in title:
        matching = [c for c in clusters if len(c.tokens) == 1 and c.tokens[0] in fold(text).split()]
        if len(matching) == 1 and len(tokens_of(text)) > 1:
            matching[0].title_name = text
    return clusters


@lru_cache(maxsize=20_000)
def tokens_of(name: str) -> tuple[str, ...]:
    """The words of a name that count in comparing, without particles."""
    tokens = [t.removesuffix("'s") for t in fold(name.split("(", maxsplit=1)[0]).replace(",", " ").split()]
    return tuple(t for t in tokens if t not in _PARTICLES) or tuple(tokens)


def _join(clusters: list[Cluster], cluster: Cluster | None, draft: Draft) -> None:
    if cluster is None:
        cluster = Cluster(draft.type)
        clusters.append(cluster)
    cluster.add(draft)


def _same_full(cluster: Cluster, draft: Draft) -> bool:
    """Whether two names of several words are one person's: one's words are all in the other, or first and last agree."""
    new = tokens_of(draft.text)
    if cluster.gender and draft.gender and cluster.gender != draft.gender:
        return False
    for old in (tokens_of(d.text) for d in cluster.drafts if d.kind == "name"):
        if len(old) < 2:
            continue
        if set(new) == set(old) or _inside(new, old) or _inside(old, new):
            return True
        if new[0] == old[0] and new[-1] == old[-1] and len(new) != len(old):
            return True
    return False


def _inside(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) > 1 and any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _short(clusters: list[Cluster], draft: Draft) -> Cluster | None:
    """Whom a name of one word stands for: the one of that name mentioned last before, else the first named after."""
    token = (tokens_of(draft.text) or ("",))[0]
    options = []
    for cluster in clusters:
        if cluster.gender and draft.gender and cluster.gender != draft.gender:
            continue
        for one in cluster.drafts:
            tokens = tokens_of(one.text)
            if one.kind != "name" or token not in (tokens if len(tokens) < 2 else (tokens[0], tokens[-1], *tokens[1:-1])):
                continue
            last = token == tokens[-1] or token == tokens[0]
            before = one.core_last <= draft.core_first
            near = one.core_first if before else -one.core_first
            options.append(((before, last, near), cluster))
    return max(options, key=lambda o: o[0], default=(None, None))[1]
