"""A TLS server that shows tls-alpn-01 certificates from a folder, as dehydrated's documentation has one."""

import socket
import ssl
import threading
from pathlib import Path


class TlsResponder:
    """For a server name X it shows `X.crt.pem` with `X.key.pem` of the folder, over `acme-tls/1` alone."""

    def __init__(self, folder: Path, port: int):
        self.folder = folder
        self.socket = socket.create_server(("127.0.0.1", port))
        self.outer = self._context()
        self.outer.sni_callback = self._choose
        threading.Thread(target=self._serve, daemon=True).start()

    @staticmethod
    def _context() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["acme-tls/1"])
        return context

    def _choose(self, connection, name, _context):
        certificate = self.folder / f"{name}.crt.pem"
        if not certificate.exists():
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        context = self._context()
        context.load_cert_chain(certificate, self.folder / f"{name}.key.pem")
        connection.context = context
        return None

    def _serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(10)
                    with self.outer.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(1)
                except OSError:
                    # The validator hangs up when it has seen the certificate; others get an alert.
                    continue

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
