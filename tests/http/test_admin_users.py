"""The administrator manages users; actions are audited."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

import pytest

from tests.http.emails import read_emails, token_of
from tests.http.event_streams import EventStream
from tests.http.waiting import until
from tests.people import PASSWORD, Person
from tests.running import Running


def find(dora: Person, person: Person) -> Any:
    (user,) = dora.api.get("/admin/users", params={"q": person.email}).json()["users"]
    return user


def act(dora: Person, person: Person, what: str) -> Any:
    response = dora.api.post(f"/admin/users/{find(dora, person)['id']}/{what}")
    assert response.status_code < 300, response.text
    return response.json()


def read_audit(dora: Person, user_id: str) -> list[Any]:
    rows: list[Any] = dora.api.get("/admin/audit", params={"user": user_id}).json()["rows"]
    return rows


def test_a_user_is_shown_with_usage_counts(alice: Person, dora: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"x = 1\n"))
    user = find(dora, alice)
    whole = dora.api.get(f"/admin/users/{user['id']}").json()
    assert whole.items() >= user.items()
    assert (whole["state"], whole["role"], whole["files"], whole["bytes"]) == ("active", "user", 1, 6)
    assert (whole["checks"], whole["sessions"], whole["quota_files"]) == (1, 1, 10_000)
    assert whole["seen_at"] >= whole["verified_at"] >= whole["created_at"]


def test_an_administrator_can_verify_an_address(charlie: Person, dora: Person) -> None:
    charlie.register()
    user = find(dora, charlie)
    assert (user["state"], user["verified_at"], user["seen_at"]) == ("waiting", None, None)
    assert user["link_expires_at"] > user["created_at"]
    assert act(dora, charlie, "verify")["state"] == "active"
    assert charlie.sign_in().status_code == 200


def test_an_administrator_can_send_a_new_verification_link(
    server: Running, charlie: Person, dora: Person
) -> None:
    earlier = charlie.register().json()["verify_url"].partition("token=")[2]
    act(dora, charlie, "resend")
    assert charlie.verify(earlier).status_code == 400
    emails = until(lambda: [x for x in read_emails(server.data_dir, charlie.email) if token_of(x) != earlier])
    assert charlie.verify(token_of(emails[-1])).status_code == 200
    again = dora.api.post(f"/admin/users/{find(dora, charlie)['id']}/resend")
    assert (again.status_code, again.json()["code"]) == (409, "not-waiting")


def test_disabling_signs_out_at_once_and_is_revealed_only_with_the_right_password(
    alice: Person, dora: Person
) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    stream = EventStream(alice)
    shown = act(dora, alice, "disable")
    assert (shown["state"], shown["disabled_by"], shown["sessions"]) == ("disabled", dora.email, 0)
    stream.close()
    assert alice.api.get("/files").status_code == 401
    wrong, right = alice.sign_in("not the password"), alice.sign_in()
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid-credentials")
    assert (right.status_code, right.json()["code"]) == (403, "account-disabled")
    assert act(dora, alice, "enable")["state"] == "active"
    assert alice.sign_in().status_code == 200
    assert alice.read(file_id)["name"] == "a.py"


def test_deleting_a_user_deletes_all_data(alice: Person, bob: Person, dora: Person) -> None:
    alice.upload_one("a.py", b"x = 1\n")
    bob.upload_one("b.py", b"x = 1\n")
    user_id = find(dora, alice)["id"]
    assert dora.api.delete(f"/admin/users/{user_id}").status_code == 204
    assert alice.api.get("/session").status_code == 401
    assert alice.sign_in().json()["code"] == "invalid-credentials"
    assert dora.api.get(f"/admin/users/{user_id}").status_code == 404
    rows = read_audit(dora, user_id)
    assert rows[0]["action"] == "deleted"
    assert alice.email not in str(rows)
    assert bob.api.get("/files").json()["total"] == 1


def test_a_reset_link_sets_the_password_once_and_ends_every_session(
    server: Running, alice: Person, dora: Person
) -> None:
    act(dora, alice, "reset")
    email = until(
        lambda: [x for x in read_emails(server.data_dir, alice.email) if "password" in x["Subject"]]
    )[0]
    body = {"token": token_of(email), "password": "short"}
    assert alice.api.post("/users/reset", json=body).json()["errors"].keys() == {"password"}
    body["password"] = "lamp orchard violin"
    response = alice.api.post("/users/reset", json=body)
    assert (response.status_code, response.json()) == (200, {"email": alice.email})
    assert alice.api.get("/session").status_code == 401
    assert alice.sign_in(PASSWORD).status_code == 401
    assert alice.sign_in("lamp orchard violin").status_code == 200
    assert alice.api.post("/users/reset", json=body).json()["code"] == "token-invalid"


def test_a_user_can_request_a_reset_link(server: Running, alice: Person, charlie: Person) -> None:
    known = alice.api.post("/users/forgot", json={"email": alice.email.upper()})
    unknown = charlie.api.post("/users/forgot", json={"email": charlie.email})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, b"{}")
    until(lambda: [x for x in read_emails(server.data_dir, alice.email) if "password" in x["Subject"]])
    assert read_emails(server.data_dir, charlie.email) == []


def test_a_link_works_for_its_purpose_only(server: Running, alice: Person, charlie: Person) -> None:
    token = charlie.register().json()["verify_url"].partition("token=")[2]
    body = {"token": token, "password": "lamp orchard violin"}
    assert charlie.api.post("/users/reset", json=body).status_code == 400
    assert charlie.verify(token).status_code == 200
    alice.api.post("/users/forgot", json={"email": alice.email})
    email = until(
        lambda: [x for x in read_emails(server.data_dir, alice.email) if "password" in x["Subject"]]
    )[0]
    assert alice.verify(token_of(email)).status_code == 400


def test_the_role_of_a_user_can_be_changed(alice: Person, dora: Person) -> None:
    path = f"/admin/users/{find(dora, alice)['id']}/role"
    assert dora.api.put(path, json={"role": "admin"}).json()["role"] == "admin"
    assert alice.api.get("/admin/users").status_code == 200
    assert dora.api.put(path, json={"role": "user"}).json()["role"] == "user"
    assert alice.api.get("/admin/users").json()["code"] == "forbidden"
    assert [row["action"] for row in read_audit(dora, find(dora, alice)["id"])][:2] == [
        "made-user",
        "made-admin",
    ]


@pytest.mark.parametrize("act", ["disable", "delete", "unmake"])
def test_administrators_cannot_lock_themselves_out(dora: Person, act: str) -> None:
    path = f"/admin/users/{dora.api.get('/session').json()['user']['id']}"
    responses = {
        "disable": lambda: dora.api.post(f"{path}/disable"),
        "delete": lambda: dora.api.delete(path),
        "unmake": lambda: dora.api.put(f"{path}/role", json={"role": "user"}),
    }
    response = responses[act]()
    assert (response.status_code, response.json()["code"]) == (409, "own-account")
    assert dora.api.get("/admin/users").status_code == 200


def test_all_sessions_of_a_user_can_be_ended(alice: Person, dora: Person) -> None:
    response = dora.api.delete(f"/admin/users/{find(dora, alice)['id']}/sessions")
    assert (response.status_code, response.json()) == (200, {"sessions": 1})
    assert alice.api.get("/session").status_code == 401


def test_users_can_be_filtered_by_state(charlie: Person, dora: Person) -> None:
    charlie.register()
    mark = charlie.email.partition("@")[0].partition("-")[2]
    listed = dora.api.get("/admin/users", params={"q": mark.upper(), "state": "waiting"}).json()
    assert [user["email"] for user in listed["users"]] == [charlie.email]
    assert (listed["total"], listed["counts"]) == (1, {"all": 1, "waiting": 1, "active": 0, "disabled": 0})
    assert dora.api.get("/admin/users", params={"q": mark, "state": "active"}).json()["users"] == []
    assert dora.api.get("/admin/users", params={"state": "nonsense"}).status_code == 422


@pytest.mark.parametrize("sort", ["newest", "seen", "email", "files", "bytes"])
def test_paging_gives_each_user_once(
    alice: Person, bob: Person, charlie: Person, dora: Person, sort: str
) -> None:
    charlie.register()
    bob.upload_one("b.py", b"x = 1\n")
    listed_emails: list[str] = []
    cursor = ""
    limit = 2 + dora.api.get("/admin/users?limit=1").json()["total"] // 10  # other tests have users, too
    while True:
        query = f"sort={sort}&limit={limit}&q=school.example&cursor={cursor}"
        page = dora.api.get(f"/admin/users?{query}").json()
        listed_emails += [user["email"] for user in page["users"]]
        if not (cursor := page["next"]):
            break
    assert len(listed_emails) == len(set(listed_emails)) == page["total"]
    assert {alice.email, bob.email, charlie.email} <= set(listed_emails)
    assert sort != "email" or listed_emails == sorted(listed_emails)


def test_audit_rows_name_actor_action_user_and_network(
    new_person: Callable[[str], Person], dora: Person
) -> None:
    alice = new_person("alice").sign_up()  # which is audited, too
    user = find(dora, alice)
    act(dora, alice, "disable")
    row = read_audit(dora, user["id"])[0]
    assert (row["action"], row["by"]["name"], row["user"]) == (
        "disabled",
        dora.email,
        {"id": user["id"], "email": alice.email},
    )
    assert (row["network"], row["what"]) == ("127.0.0.1", "1 session ended")
    page = dora.api.get("/admin/audit", params={"user": user["id"], "limit": 1}).json()
    after = dora.api.get("/admin/audit", params={"user": user["id"], "limit": 1, "cursor": page["next"]})
    assert (page["total"], after.json()["next"], after.json()["rows"][0]["action"]) == (2, None, "signed-in")


def test_one_of_several_sessions_can_be_ended(
    alice: Person, dora: Person, new_person: Callable[[str], Person]
) -> None:
    elsewhere = new_person("alice")
    elsewhere.email = alice.email
    elsewhere.sign_in()
    user_id = find(dora, alice)["id"]
    path = f"/admin/users/{user_id}/sessions"
    newest, oldest = dora.api.get(path).json()["sessions"]
    assert newest["created_at"] >= oldest["created_at"]
    assert (newest["current"], oldest["current"]) == (False, False)
    assert dora.api.delete(f"{path}/{newest['id']}").status_code == 204
    assert elsewhere.api.get("/session").json()["code"] == "not-signed-in"
    assert alice.api.get("/session").status_code == 200
    assert dora.api.delete(f"{path}/{newest['id']}").json()["code"] == "not-found"
    assert dora.api.get(path).json()["sessions"] == [oldest]
    assert read_audit(dora, user_id)[0]["action"] == "session-ended"


def test_the_current_session_is_marked_and_users_cannot_list_sessions_of_others(
    alice: Person, dora: Person
) -> None:
    own = f"/admin/users/{find(dora, dora)['id']}/sessions"
    assert [row["current"] for row in dora.api.get(own).json()["sessions"]].count(True) == 1
    theirs = f"/admin/users/{find(dora, alice)['id']}/sessions"
    (row,) = dora.api.get(theirs).json()["sessions"]
    assert alice.api.get(theirs).json()["code"] == "forbidden"
    assert alice.api.delete(f"{theirs}/{row['id']}").json()["code"] == "forbidden"
    assert dora.api.delete(f"{own}/{row['id']}").json()["code"] == "not-found"


def test_the_lists_show_display_names_and_find_users_files_and_emails_by_them(
    alice: Person, bob: Person, dora: Person
) -> None:
    name = f"Zoë {secrets.token_hex(4)} Ångström"
    alice.api.patch("/users/me/preferences", json={"display_name": name})
    for person in (alice, bob):
        person.wait(person.upload_one("a.py", b"import os\n"))
    user_id = alice.api.get("/session").json()["user"]["id"]
    folded = normalize("NFD", name.upper())

    def search(what: str, text: str) -> list[dict[str, Any]]:
        listed = dora.api.get(f"/admin/{what}", params={"q": text}).json()
        assert listed["total"] == listed["counts"]["all"] == len(listed[what])
        found: list[dict[str, Any]] = listed[what]
        return found

    (user,) = search("users", folded)
    assert (user["id"], user["email"], user["display_name"]) == (user_id, alice.email, name)
    owner = {"id": user_id, "email": alice.email, "display_name": name}
    (file,) = search("files", folded)
    assert file["user"] == dora.api.get(f"/admin/files/{file['id']}").json()["user"] == owner
    emails = search("emails", folded)
    assert {email["kind"] for email in emails} >= {"result"}
    assert all(email["user"] == owner for email in emails)
    assert search("users", name + "x") == search("files", name + "x") == search("emails", name + "x") == []
    (bobs,) = search("users", bob.email)
    assert bobs["display_name"] is None
