"""Forms of the sources: a new one, its settings, a file to read, the meaning of its fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from buron.kernel.forms import DropZone
from buron.offer.body import KINDS
from buron.offer.kinds import kind_label
from buron.offer.models import Source
from buron.offer.sources import CONNECTORS
from buron.offer.sources.mapping import TARGETS, FieldProposal, propose_mapping

MOST_BYTES = 2 * (1 << 30)
HEADER = "key"
"""Where a key that must not be in the address is sent: the header that OpenAgenda reads."""


class PayloadForm(forms.Form):
    """A file to read now."""

    file = forms.FileField(
        label=_("Fichier"),
        widget=DropZone,
        required=False,
        help_text=_("Archive .zip, .json, .csv, .xlsx ou .ods, tel que le système l’a exporté."),
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Le fichier dépasse 2 Go."))
        return file


class NewSourceForm(PayloadForm):
    """A source from a dropped file, or from an address."""

    location = forms.CharField(
        label=_("Ou une adresse https"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("Elle sera relue chaque nuit. Les clés qu’elle contient ne sont jamais montrées."),
    )
    connector = forms.ChoiceField(
        label=_("Type de la source"),
        required=False,
        help_text=_("Pour un fichier, laissez Buron le reconnaître."),
    )
    name = forms.CharField(
        label=_("Nom"),
        required=False,
        max_length=80,
        help_text=_("Celui que vous donnez à ce flux. Sans réponse : celui du système."),
    )

    field_order = ("file", "location", "connector", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, connector.label) for key, connector in CONNECTORS.items()]
        self.fields["connector"].choices = [("", _("Reconnaître le fichier")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("file") and not data.get("location"):
            raise forms.ValidationError(_("Déposez un fichier, ou donnez une adresse."))
        if data.get("file") and data.get("location"):
            self.add_error("location", _("Choisissez : un fichier ou une adresse, pas les deux."))
        if data.get("location") and not data.get("connector"):
            self.add_error("connector", _("Dites de quel système vient cette adresse."))
        return data


class SourceForm(forms.Form):
    """The settings of a source."""

    name = forms.CharField(label=_("Nom"), max_length=80)
    location = forms.CharField(
        label=_("Adresse https"),
        required=False,
        max_length=500,
        help_text=_("Relue chaque nuit. Vide : la source est nourrie par des fichiers que vous déposez."),
    )
    key = forms.CharField(
        label=_("Clé d’accès"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Pour les services qui la demandent à part de l’adresse. Vide : celle qui est enregistrée reste."
        ),
    )
    priority = forms.IntegerField(
        label=_("Priorité"),
        min_value=0,
        max_value=1000,
        help_text=_("Quand deux sources connaissent la même fiche, le plus petit nombre l’emporte."),
    )
    complete = forms.BooleanField(
        label=_("Chaque envoi contient toute l’offre"),
        required=False,
        help_text=_("Alors une fiche absente est signalée. Décochez pour des envois partiels."),
    )
    is_active = forms.BooleanField(label=_("En service"), required=False)

    @classmethod
    def of(cls, source: Source, data: Any = None) -> SourceForm:
        """The form of a source as it is."""
        fields = ("name", "location", "priority", "complete", "is_active")
        return cls(data, initial={field: getattr(source, field) for field in fields})

    def changes(self, source: Source) -> dict[str, Any]:
        """What the service must change."""
        data = dict(self.cleaned_data)
        key = data.pop("key")
        if key:
            data["settings"] = {**source.settings, "headers": {HEADER: key}}
        return data


class MappingForm(forms.Form):
    """What each field of a source means: one choice per field, and the kind of what says none."""

    default_kind = forms.ChoiceField(
        label=_("Type des fiches qui n’en disent pas"),
        required=False,
    )

    def __init__(
        self,
        data: Any,
        *,
        proposals: Sequence[FieldProposal],
        settings: Mapping[str, Any],
        categories: Sequence[str] = (),
        fixed: Collection[str] = (),
    ) -> None:
        super().__init__(data)
        self.proposals = list(proposals)
        self.categories = list(categories)
        self._settings = dict(settings)
        kinds = [("", _("Choisir…")), *((kind, kind_label(kind)) for kind in KINDS)]
        self.fields["default_kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["default_kind"].initial = settings.get("default_kind", "")
        self._fixed = fixed
        chosen = _targets_by_field(settings.get("mapping") or propose_mapping(self.proposals))
        targets = [("", _("Ne pas reprendre")), *((target.key, target.label) for target in TARGETS)]
        for number, proposal in enumerate(self.proposals):
            initial = chosen.get(proposal.field, "")
            self.fields[f"f{number}"] = forms.ChoiceField(
                label=proposal.field, choices=targets, required=False, initial=initial
            )
        stored = settings.get("kinds") or {}
        for number, category in enumerate(self.categories):
            self.fields[f"k{number}"] = forms.ChoiceField(
                label=category,
                choices=[("", _("Reconnaître")), *kinds[1:]],
                required=False,
                initial=stored.get(category, ""),
            )

    def lines(self) -> list[tuple[FieldProposal, forms.BoundField]]:
        """Each field of the source with the choice of what it means."""
        return [(proposal, self[f"f{number}"]) for number, proposal in enumerate(self.proposals)]

    def kind_lines(self) -> list[forms.BoundField]:
        """Each category met in the sample with the choice of a kind."""
        return [self[f"k{number}"] for number, _category in enumerate(self.categories)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        fields: dict[str, list[str]] = {}
        for number, proposal in enumerate(self.proposals):
            fields.setdefault(data.get(f"f{number}", ""), []).append(proposal.field)
        if not any(target.startswith("name") for target in [*self._fixed, *fields]):
            raise forms.ValidationError(_("Dites au moins quel champ est le nom."))
        for target in TARGETS:
            if not target.many and len(fields.get(target.key, ())) > 1:
                told = {"target": target.label, "fields": ", ".join(fields[target.key])}
                self.add_error(
                    f"f{[one.field for one in self.proposals].index(fields[target.key][1])}",
                    _("Un seul champ peut devenir « %(target)s » : choisissez entre %(fields)s.") % told,
                )
        return data

    def settings(self) -> dict[str, Any]:
        """The settings of the source with this mapping."""
        mapping: dict[str, str | list[str]] = {}
        many = {target.key for target in TARGETS if target.many}
        for number, proposal in enumerate(self.proposals):
            target = self.cleaned_data[f"f{number}"]
            if target in many and target in mapping:
                held = mapping[target]
                mapping[target] = [*(held if isinstance(held, list) else [held]), proposal.field]
            elif target:
                mapping[target] = proposal.field
        kinds = {
            category: self.cleaned_data[f"k{number}"]
            for number, category in enumerate(self.categories)
            if self.cleaned_data[f"k{number}"]
        }
        settings = {**self._settings, "mapping": mapping, "kinds": kinds}
        settings["default_kind"] = self.cleaned_data["default_kind"]
        return {key: value for key, value in settings.items() if value not in ("", {})}


def _targets_by_field(mapping: Any) -> dict[str, str]:
    """A stored mapping, the other way round."""
    if not isinstance(mapping, Mapping):
        return {}
    fields: dict[str, str] = {}
    for target, named in mapping.items():
        for field in named if isinstance(named, list) else [named]:
            fields[str(field)] = str(target)
    return fields
