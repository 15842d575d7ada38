"""A certificate for the fakes that speak TLS, made with the openssl command."""

import os
import shutil
import ssl
import subprocess


def available():
    return shutil.which("openssl") is not None


class Certificate:
    """A self-signed certificate for 127.0.0.1 in a directory; `file` is what a client has to trust."""

    def __init__(self, directory):
        self.file, self._key = os.path.join(directory, "ca.pem"), os.path.join(directory, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=fake upstream", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", self._key, "-out", self.file], check=True, timeout=60, capture_output=True)

    def server(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self._key)
        return context

    def client(self):
        return ssl.create_default_context(cafile=self.file)
