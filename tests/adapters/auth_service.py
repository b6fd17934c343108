"""
An auth service for tests: publishes keys over real HTTP, and can misbehave.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    generate_private_key as generate_rsa_key,
)

from crm_adapters.tokens import TokenVerifier

from .token_builders import ISSUER, a_payload

RSA = generate_rsa_key(65537, 2048)
EC = generate_private_key(SECP256R1())
ED = Ed25519PrivateKey.generate()
PRIVATE = {"RS256": RSA, "ES256": EC, "EdDSA": ED}


def a_jwk(algorithm, kid, private=None, **changes):
    """
    The public half of a key as the auth service publishes it.
    """
    key = (private or PRIVATE[algorithm]).public_key()
    jwk = jwt.get_algorithm_by_name(algorithm).to_jwk(key, as_dict=True)
    jwk = jwk | {"kid": kid, "use": "sig", "alg": algorithm} | changes
    return {name: value for name, value in jwk.items() if value is not ...}


def a_token(algorithm, kid, private=None, headers=(), **claims):
    """
    A good token, signed with the private key of that algorithm or another one.
    """
    return jwt.encode(
        a_payload(**claims),
        private or PRIVATE[algorithm],
        algorithm,
        {"kid": kid, **dict(headers)},
    )


def a_verifier(keys, clock):
    """
    What checks the tokens of this auth service.
    """
    return TokenVerifier(keys, issuer=ISSUER, audience="crm", clock=clock)


class AuthService:
    """
    Publishes what it is given, and remembers which paths it was asked for.

    While *open* is not set it does not answer. A *body* that is a list trickles.
    """

    def __init__(self):
        self.asked = []
        self.status = 200
        self.headers = {}
        self.body = b""
        self.reached = Event()
        self.open = Event()
        self.open.set()
        self._closed = Event()

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_):
        self.open.set()
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def publish(self, *jwks):
        self.status, self.body = 200, json.dumps({"keys": jwks}).encode()

    def answer(self, request):
        self.asked.append(request.path)
        self.reached.set()
        self.open.wait(10)
        request.send_response(self.status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.end_headers()
        pieces = self.body if isinstance(self.body, list) else [self.body]
        for piece in pieces:
            request.wfile.write(piece)
            if len(pieces) > 1 and self._closed.wait(0.02):
                return


def _handler(service):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                service.answer(self)
            except OSError:
                return  # the client had seen enough

        def log_message(self, *_):
            return

    return Handler
