"""The plugin's own words, and how it says what it found: on the screen and on paper alike."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.api.hooks import PluginTexts, plugin_texts
from branchkit.api.rules import Citation
from branchkit.api.workspace import OrganizationKind, frozen
from branchkit_schools.structure.findings import Finding
from branchkit_schools.structure.reshaping import Reshaping
from branchkit_schools.structure.rules import GENERAL, StructureRules
from branchkit_schools.structure.school import Person
from branchkit_schools.structure.vocabulary import Unit, Vocabulary

TEXTS: PluginTexts = plugin_texts("branchkit_schools")
_NAMES_SHOWN = 8


@frozen
class Words:
    """What is said in one language about one school."""

    language: str
    vocabulary: Vocabulary

    @classmethod
    def plain(cls, language: str) -> Words:
        """For texts that speak of no grade and no subject."""
        return cls(language, Vocabulary((), ()))

    def text(self, key: str, /, **params: object) -> str:
        """A text of ``texts.toml``."""
        return TEXTS.text(self.language, key, **params)

    def unit(self, unit: Unit) -> str:
        """A grade or subject."""
        return unit.title.in_language(self.language)

    def grade(self, id: str) -> str:
        """A grade; of the empty id that it is not known."""
        return self.unit(self.vocabulary.grade(id)) if id else self.text("board.unknown")

    def subject(self, id: str) -> str:
        """A subject; of the empty id that there is none."""
        return self.unit(self.vocabulary.subject(id)) if id else self.text("board.no_subject")

    def joined(self, texts: Sequence[str]) -> str:
        """Several, one after the other."""
        return self.text("detail.separator").join(texts)

    def names(self, people: Sequence[Person], shown: int = _NAMES_SHOWN) -> str:
        """Who they are; of many the first, and how many there are."""
        names = self.joined([person.name for person in people[:shown]])
        if len(people) <= shown:
            return names
        return names + self.text("finding.more", count=len(people))

    def finding(self, finding: Finding) -> str:
        """One finding as a sentence."""
        return self.text(
            f"finding.{finding.code}",
            grade=self.grade(finding.grade),
            subject=self.subject(finding.subject),
            names=self.names(finding.people),
            **{key: value for key, value in finding.params.items() if key != "grade"},
        )

    def citation(self, citation: Citation | None) -> str:
        """Where a rule comes from, with a word where nobody has read it in the text itself."""
        if citation is None:
            return ""
        cited = citation.title.in_language(self.language)
        return self.text("detail.provisional", cited=cited) if citation.provisional else cited

    def rules(self, rules: StructureRules) -> str:
        """The three figures and where they come from."""
        return self.text(
            "detail.rule",
            general=rules.general_from,
            branch=rules.branch_from,
            group=rules.group_from,
            cited=self.citation(rules.cite(GENERAL)),
        )

    def summary(self, reshaping: Reshaping) -> str:
        """A reshaping in figures."""
        kinds = [organization.kind for organization in reshaping.founded]
        return self.text(
            "reshaping.summary",
            branches=kinds.count(OrganizationKind.BRANCH),
            groups=kinds.count(OrganizationKind.GROUP),
            dissolved=len(reshaping.dissolved),
            moved=len(reshaping.moved),
            grouped=len(reshaping.grouped),
        )
