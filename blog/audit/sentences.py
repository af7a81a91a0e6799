"""What an act of the log reads like; an act without a sentence here is shown by its own word."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from blog.audit.models import AuditLine


def sentence(line: AuditLine) -> str:
    """`Published “A post”`."""
    form = sentences().get(line.action)
    if form is None:
        return f"{line.action} “{line.subject}”" if line.subject else line.action
    return form.replace("{}", line.subject or "…")


def kinds() -> list[tuple[str, str]]:
    """The kinds of things that the log can be narrowed to, with their names."""
    return [
        ("post", _("Posts")),
        ("page", _("Pages")),
        ("comment", _("Comments")),
        ("rule", _("Rules")),
        ("media", _("Media")),
        ("label", _("Labels")),
        ("redirect", _("Redirects")),
        ("popular", _("Popular posts")),
        ("person", _("People")),
        ("account", _("Accounts and signing in")),
        ("setting", _("Settings")),
        ("widget", _("Widgets")),
        ("import", _("Imports")),
    ]


def sentences() -> Mapping[str, str]:
    """The sentence of each act, `{}` where the name of the thing goes."""
    return {**_of_writing("post"), **_of_writing("page"), **_of_the_rest(), **_of_people()}


def _of_writing(kind: str) -> dict[str, str]:
    return {
        f"{kind}.create": _("Began “{}”"),
        f"{kind}.save": _("Saved “{}”"),
        f"{kind}.publish": _("Published “{}”"),
        f"{kind}.schedule": _("Scheduled “{}”"),
        f"{kind}.unpublish": _("Made “{}” a draft again"),
        f"{kind}.trash": _("Moved “{}” to the trash"),
        f"{kind}.restore": _("Restored “{}”"),
        f"{kind}.erase": _("Deleted “{}” for good"),
        f"{kind}.share": _("Shared a preview of “{}”"),
        f"{kind}.revert": _("Brought an older text of “{}” back"),
    }


def _of_the_rest() -> dict[str, str]:
    return {
        "comment.approve": _("Approved a comment by {}"),
        "comment.hold": _("Put a comment by {} back into the queue"),
        "comment.spam": _("Marked a comment by {} as spam"),
        "comment.delete": _("Deleted a comment by {}"),
        "comment.reply": _("Replied to {}"),
        "comment.erase": _("Erased comments as their writer wished: {}"),
        "comment.pin": _("Pinned a comment by {}"),
        "comment.unpin": _("Unpinned a comment by {}"),
        "comment.empty": _("Deleted the spam from before {} for good"),
        "comment.trust": _("Trusts {} from now on"),
        "comment.mistrust": _("Trusts {} no longer"),
        "comment.block": _("Blocked the network of a comment by {} for a day"),
        "comment.unblock": _("Let the network of a comment by {} in again"),
        "rule.add": _("Added rules: {}"),
        "rule.change": _("Changed the rule “{}”"),
        "rule.delete": _("Deleted the rule “{}”"),
        "media.create": _("Added the picture “{}”"),
        "media.edit": _("Described the picture “{}”"),
        "media.erase": _("Deleted the picture “{}”"),
        "label.create": _("Added the label “{}”"),
        "label.rename": _("Renamed the label “{}”"),
        "label.series": _("Made the label “{}” a series"),
        "label.no-series": _("Made the label “{}” a series no more"),
        "label.merge": _("Merged the label “{}” into another"),
        "label.delete": _("Deleted the label “{}”"),
        "redirect.add": _("Added a redirect from {}"),
        "redirect.import": _("Brought in a table of redirects: {}"),
        "redirect.delete": _("Deleted the redirect from {}"),
        "redirect.forget": _("Forgot that {} was asked for in vain"),
        "autosave.erase": _("Threw away what was typed and not saved in “{}”"),
        "popular.exclude": _("Left “{}” out of the popular posts"),
        "popular.include": _("Let “{}” be among the popular posts again"),
        "popular.clear": _("Cleared the views of “{}”"),
        "popular.empty": _("Cleared all views"),
        "popular.seed": _("Brought views in that were counted elsewhere: {} rows"),
        "setting.save": _("Changed settings: {}"),
        "widget.add": _("Added the widget “{}”"),
        "widget.move": _("Moved the widget “{}”"),
        "widget.change": _("Changed the widget “{}”"),
        "widget.remove": _("Removed the widget “{}”"),
        "widget.reset": _("Put the standard widgets back"),
        "widget.undo": _("Took the last change of the widgets back"),
        "import.upload": _("Sent “{}” to be imported"),
        "import.choose": _("Chose one of the blogs in “{}”"),
        "import.run": _("Imported “{}”"),
        "import.remove": _("Gave the import of “{}” up"),
    }


def _of_people() -> dict[str, str]:
    return {
        "person.invite": _("Invited {}"),
        "person.save": _("Changed who {} is"),
        "person.role": _("Changed the role of {}"),
        "person.disable": _("Disabled {}"),
        "person.enable": _("Enabled {} again"),
        "person.remove": _("Removed {}"),
        "person.reset": _("Made a link for a new password of {}"),
        "person.unlock": _("Let {} try to sign in again"),
        "account.setup": _("Became the owner of the blog"),
        "account.join": _("Accepted the invitation"),
        "account.sign_in": _("Signed in"),
        "account.reset": _("Set a new password by a link"),
        "account.save": _("Changed the own profile"),
        "account.password": _("Changed the password"),
        "account.email": _("Changed the e-mail address"),
        "account.sign_out": _("Signed out of other browsers"),
        "account.second_factor": _("Switched two-step verification on"),
        "account.no_second_factor": _("Switched two-step verification off"),
        "account.recovery_codes": _("Made new recovery codes"),
        "account.passkey": _("Added the passkey “{}”"),
        "account.no_passkey": _("Removed the passkey “{}”"),
    }
