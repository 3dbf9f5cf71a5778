"""A small client of the HTTP API of invite-spool, of Python's standard library alone: copy it into your program.

    spool = InviteSpool("http://127.0.0.1:3000", "isk_...")
    invite = spool.wait(spool.create(account="main", peer="@launch", idempotency_key="order-4711"))
    print(invite["invite"]["link"])
"""
import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

FINAL = {"succeeded", "failed", "cancelled", "expired"}


class ApiError(Exception):
    """The API refuses the request. `type` says why, such as "invalid-request"."""

    def __init__(self, status, problem):
        super().__init__(f"{problem.get('title', 'HTTP')} ({status}). {problem.get('detail', '')}")
        self.status, self.problem, self.type = status, problem, problem.get("type", "").split(":")[-1]


class JobError(Exception):
    """The job has ended without success. `type` is Telegram's, such as "CHAT_ADMIN_REQUIRED"."""

    def __init__(self, job):
        error = job.get("error") or {}
        super().__init__(f"{job['id']} {job['status']}: {error.get('detail', '')}")
        self.job, self.type = job, error.get("type", job["status"])


class WebhookError(Exception):
    """The event is not to be believed: answer 400."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):  # The key is for this host alone.
        return None


class InviteSpool:
    def __init__(self, base_url, api_key, pauses=(0.5, 1, 2, 4, 8, 15, 30)):
        self._base_url, self._api_key, self._pauses = base_url.rstrip("/"), api_key, pauses
        self._opener = urllib.request.build_opener(NoRedirects)

    def create(self, idempotency_key=None, **fields):
        return self.call("POST", "/v1/invites", fields, idempotency_key)

    def take(self, pool, idempotency_key=None, **fields):
        return self.call("POST", f"/v1/pools/{urllib.parse.quote(pool, safe='')}/take", fields, idempotency_key)

    def revoke(self, invite_id, idempotency_key=None):
        return self.call("POST", f"/v1/invites/{invite_id}/revoke", None, idempotency_key)

    def cancel(self, invite_id, idempotency_key=None):
        """Withdraws the request, and revokes its link where one is made."""
        return self.call("POST", f"/v1/invites/{invite_id}/cancel?revoke=true", None, idempotency_key)

    def wait(self, job, timeout=float("inf")):
        """Waits until an invite or an operation is final. Telegram may ask for hours: the job goes on without you."""
        end = time.monotonic() + timeout
        path = f"/v1/{'operations' if job['id'].startswith('op_') else 'invites'}/{job['id']}"
        while job["status"] not in FINAL:
            if time.monotonic() > end:
                raise TimeoutError(f"{job['id']} is {job['status']}")
            job, headers = self._send("GET", path, None, {"Prefer": "wait=10"})
            if job["status"] not in FINAL and "Preference-Applied" not in headers:
                time.sleep(min(read_pause(headers, 5, 86400), max(end - time.monotonic(), 0)))
        if job["status"] != "succeeded":
            raise JobError(job)
        return job

    def call(self, method, path, body=None, idempotency_key=None):
        """Any request. One key for all its repeats: a lost answer makes nothing twice."""
        keyed = {} if method == "GET" else {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        return self._send(method, path, body, keyed)[0]

    def _send(self, method, path, body, headers):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._api_key}", **headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        for pause in (*self._pauses, None):
            request = urllib.request.Request(self._base_url + path, data, headers, method=method)
            try:
                with self._opener.open(request, timeout=35) as response:
                    return json.load(response), response.headers
            except urllib.error.HTTPError as error:
                if pause is None or not (error.code == 429 or error.code >= 500):
                    raise ApiError(error.code, read_problem(error.read())) from None
                pause = read_pause(error.headers, pause, 3600 if error.code == 429 else 60)
            except (OSError, http.client.HTTPException):  # Nothing answers, or the answer was cut off.
                if pause is None:
                    raise
            time.sleep(pause)


def read_pause(headers, usual, longest):
    asked = headers.get("Retry-After", "")
    return min(int(asked), longest) if asked.isdecimal() else usual  # A proxy may send a date.


def read_problem(body):
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {}


def verify_webhook(body, headers, secret, tolerance=300):
    """The id and the event of a webhook. `body` is the bytes as they arrived. A repeat has the same id."""
    given = {name.lower(): value for name, value in headers.items()}
    event_id, sent_at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > tolerance:
        raise WebhookError("The time of the event is missing, or too far from now.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{sent_at}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    signatures = given.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(each.encode(), expected.encode()) for each in signatures):
        raise WebhookError("No signature fits the event and the secret.")
    return event_id, json.loads(body)
