"""Forms as the house draws them: the renderer, and the widgets that HTML alone does not give.

Settings: ``FORM_RENDERER = "buron.kernel.forms.KitRenderer"``, with ``django.forms`` among the installed
applications after the
kernel, so that the kernel's widget templates are found first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from buron.kernel.money import AmountError, cents
from buron.kernel.texts import LANGUAGE_NAMES, PUBLIC_LANGUAGES


class KitRenderer(TemplatesSetting):
    """Draws ``{{ form }}`` and ``{{ form.x.as_field_group }}`` with the kit's markup."""

    form_template_name = "kernel/forms/form.html"
    formset_template_name = "kernel/forms/formset.html"
    field_template_name = "kernel/forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar; it only accepts ISO dates, whatever the locale."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """Hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """Local date and time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ChoiceButtons(forms.RadioSelect):
    """One answer among a few, as big buttons: a tap, or the digit that each one shows.

    ``icons`` maps values to names of the sprite.
    """

    template_name = "kernel/forms/widgets/choice_buttons.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[Any] = (),
        icons: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.icons = dict(icons or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["icon"] = self.icons.get(str(value), "")
        return option


class DropZone(forms.ClearableFileInput):
    """A place to drop a file on; a plain file input for the keyboard and for whoever has no script."""

    template_name = "kernel/forms/widgets/drop_zone.html"


class MultipleDropZone(DropZone):
    """The same for several files; the value is a list."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if isinstance(files, MultiValueDict):
            return files.getlist(name)
        return files.get(name) or []


class AmountField(forms.CharField):
    """Euros typed in French form, read into integer cents: from 0 to :attr:`MOST`; None when left empty."""

    MOST = 1_000_000_000

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "maxlength": "20"}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            found = cents(text[:40])
        except (AmountError, ArithmeticError):
            raise forms.ValidationError(_("Un montant est attendu, par exemple 1 234,56.")) from None
        if not 0 <= found <= self.MOST:
            raise forms.ValidationError(_("Un montant va de 0 à 10 000 000 €."))
        return found


class FilesField(forms.FileField):
    """Several files at once; ``cleaned_data`` holds a list, empty when none was sent."""

    widget = MultipleDropZone

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            super().clean(None, initial)
            return []
        return [super(FilesField, self).clean(one, initial) for one in data]


class TextsInput(forms.MultiWidget):
    """A text in several languages, side by side; French first, as the reference.

    ``machine`` (given by :class:`TextsField`) names the languages whose text was translated by a machine.
    """

    template_name = "kernel/forms/widgets/languages.html"
    use_fieldset = True

    def __init__(
        self,
        languages: Sequence[str] = PUBLIC_LANGUAGES,
        *,
        long: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        self.languages = tuple(languages)
        self.machine: frozenset[str] = frozenset()
        one = forms.Textarea({"rows": 5}) if long else forms.TextInput()
        super().__init__(dict.fromkeys(self.languages, one), attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = value or {}
        return [texts.get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for code, part in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            part["lang"] = code
            part["language"] = LANGUAGE_NAMES.get(code, code)
            part["machine"] = code in self.machine
            part["attrs"]["lang"] = code
            part["attrs"].pop("required", None)
        return context


class TextsField(forms.MultiValueField):
    """``{"fr": "…", "en": "…"}``: empty languages are left out; French is demanded when the field is
    required.
    """

    widget: TextsInput
    default_error_messages = {
        "french": _("Écrivez au moins le texte français : les autres langues y renvoient.")
    }

    def __init__(
        self,
        *,
        languages: Sequence[str] = PUBLIC_LANGUAGES,
        long: bool = False,
        max_length: int | None = None,
        **options: Any,
    ) -> None:
        self.languages = tuple(languages)
        parts = [forms.CharField(required=False, max_length=max_length) for _code in self.languages]
        options.setdefault("widget", TextsInput(self.languages, long=long))
        super().__init__(fields=parts, require_all_fields=False, **options)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        return {code: text for code, text in zip(self.languages, data_list or (), strict=False) if text}

    def clean(self, value: Any) -> dict[str, str]:
        texts: dict[str, str] = super().clean(value)
        if self.required and "fr" in self.languages and "fr" not in texts:
            raise forms.ValidationError(self.error_messages["french"], code="french")
        return texts


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows of a table; a number that no row can have is a choice that does not exist, never a fault."""

    LONGEST = 18

    def clean(self, value: Any) -> Any:
        chosen = list(value or ()) if isinstance(value, list | tuple) else value
        if isinstance(chosen, list):
            for one in chosen:
                if len(str(one)) > self.LONGEST:
                    raise forms.ValidationError(
                        self.error_messages["invalid_choice"],
                        code="invalid_choice",
                        params={"value": str(one)[: self.LONGEST]},
                    )
        return super().clean(chosen)
