"""A shop that hands out links. The same as ../typescript/shop.ts, with Python's standard library alone."""
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from invite_spool import InviteSpool, WebhookError, verify_webhook

setting = os.environ.get
spool = InviteSpool(setting("INVITE_SPOOL_URL", "http://127.0.0.1:3000"), setting("INVITE_SPOOL_KEY", ""))
pool = setting("POOL", "example-shop")
orders = {}  # In a real shop: a table of its database.


def pay(order):
    """A link at once. Where the pool is empty it is made, and the webhook brings it."""
    # The order is the key: a payment that is told twice gets the same link.
    invite = spool.take(
        pool,
        idempotency_key=f"order-{order}",
        title=f"order {order}",
        metadata={"order": order},
        callback_url=f"{shop_url}/webhooks",
    )
    orders[order] = invite["id"]
    return {"order": order, "link": (invite.get("invite") or {}).get("link", "it follows")}


def cancel(order):
    """Nobody joins by the link any more, whether it is made already or not."""
    if order not in orders:
        return {"order": order, "error": "There is no such order."}
    spool.cancel(orders[order], idempotency_key=f"cancel-{order}")
    print(f"order {order}: cancelled", flush=True)
    return {"order": order, "cancelled": True}


def receive_webhook(body, headers):
    _, event = verify_webhook(body, headers, setting("WEBHOOK_SECRET", ""))
    if event["type"] == "invite.succeeded":
        invite = event["data"]
        order = invite["metadata"]["order"]
        orders[order] = invite["id"]
        # Here the shop sends its mail. An event may come twice: send one mail.
        print(f"order {order}: {invite['invite']['link']}", flush=True)
    return {}


class Shop(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            content = self.route(body)
            self.answer(404 if "error" in content else 200, content)
        except WebhookError as error:
            self.answer(400, str(error))
        except Exception as error:
            self.answer(502, str(error))

    def route(self, body):
        if self.path == "/webhooks":
            return receive_webhook(body, self.headers)
        _, _, order, action = self.path.split("/")
        return cancel(order) if action == "cancelled" else pay(order)

    def answer(self, status, content):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode() + b"\n")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(setting("PORT", "8080"))), Shop)
shop_url = setting("SHOP_URL", f"http://127.0.0.1:{server.server_port}")
# As many as are sold while the account may have to wait. The same request again is the same pool.
template = {"usage_limit": 1}
account, peer = setting("ACCOUNT", "main"), setting("PEER", "@launch")
spool.call("POST", "/v1/pools", {"name": pool, "account": account, "peer": peer, "size": 5, "template": template})
print(f"The shop is at {shop_url}", flush=True)
server.serve_forever()
