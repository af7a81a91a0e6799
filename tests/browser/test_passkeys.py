"""Passkeys in a real browser: Chromium plays the device that asks for finger, face or PIN."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.stage.admin import let_in
from tests.stage.browsers import LiveBlog, Visit

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def window(live_blog: LiveBlog, visit: Callable[..., Visit]) -> Visit:
    """The owner's window on `localhost`, where browsers let passkeys be without https."""
    here = replace(live_blog, url=live_blog.url.replace("127.0.0.1", "localhost"))
    made = visit(here)
    let_in(made, here)
    return made


def plug_in(window: Visit, **changes: object) -> None:
    """Give the browser a device that makes passkeys."""
    device = window.page.context.new_cdp_session(window.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})


def add_passkey(window: Visit, name: str) -> None:
    page = window.page
    window.open("/admin/profile/")
    window.wait_for_htmx()
    page.get_by_role("button", name="Add a passkey").click()
    field = page.get_by_label("Name of this passkey")
    expect(field).to_be_focused()
    field.fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def sign_out(window: Visit) -> None:
    window.page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(window.page.get_by_role("button", name="Sign out", exact=True)).to_have_count(0)


def test_a_passkey_is_made_and_signs_in_without_password_or_code(window: Visit) -> None:
    plug_in(window)
    add_passkey(window, "My laptop")
    page = window.page
    expect(page.locator("#passkeys .entry")).to_contain_text("My laptop")
    expect(page).to_have_url(f"{window.base}/admin/profile/?done=added")
    sign_out(window)
    window.open("/account/sign-in?next=/admin/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{window.base}/admin/profile/")
    expect(page.locator("#passkeys .entry")).to_contain_text("last used")


def test_a_passkey_that_was_removed_opens_nothing(window: Visit) -> None:
    plug_in(window)
    add_passkey(window, "My laptop")
    page = window.page
    page.locator("#passkeys .entry").get_by_role("button").click()
    expect(page.locator("#passkeys .entry")).to_have_count(0)
    sign_out(window)
    window.open("/account/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".problems")).to_contain_text("This passkey opens nothing here")
    assert window.refused.pop() == (422, "/account/passkey")


def test_an_answer_opens_once(window: Visit) -> None:
    plug_in(window)
    add_passkey(window, "My laptop")
    sign_out(window)
    window.open("/account/sign-in")
    page, sent = window.page, []
    page.on("request", lambda request: sent.append((request.url, request.post_data)))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{window.base}/admin/")
    body = next(body for url, body in sent if url.endswith("/account/passkey"))
    sign_out(window)
    again = page.request.post(
        f"{window.base}/account/passkey",
        data=body,
        headers={
            "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"
        },
    )  # fmt: skip
    assert again.status == 422


def test_a_device_that_does_not_ask_who_is_there_is_not_enough(window: Visit) -> None:
    plug_in(window, isUserVerified=False)
    add_passkey(window, "Somebody’s key")
    expect(window.page.locator("#passkeys [role=status]")).to_contain_text("No passkey was made")
    window.open("/admin/profile/")
    expect(window.page.locator("#passkeys .entry")).to_have_count(0)


def test_without_scripts_there_is_no_such_button(
    live_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    here = replace(live_blog, url=live_blog.url.replace("127.0.0.1", "localhost"))
    window = visit(here, javascript=False)
    window.open("/account/sign-in")
    expect(window.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(window.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
