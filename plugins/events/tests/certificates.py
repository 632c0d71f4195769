"""An authority of the tests' own, and certificates of servers that it signs, by the openssl program."""

import ssl
import subprocess


class Authority:
    """Lives in a folder. `trusting()` is the context of a client that knows it."""

    def __init__(self, folder):
        self.folder = folder
        run(
            "req",
            "-x509",
            "-new",
            *KEY,
            "-nodes",
            "-keyout",
            folder / "ca.key",
            "-out",
            folder / "ca.pem",
            "-days",
            "30",
            "-subj",
            "/CN=Tests",
        )

    def trusting(self):
        return ssl.create_default_context(cafile=str(self.folder / "ca.pem"))

    def serving(self, *names, days=30):
        """The context of a server that is all of `names`; with `days` below zero its certificate has run out."""
        stem = self.folder / f"{names[0]}-{days}"
        key, asked, signed, extra = (stem.with_name(f"{stem.name}.{end}") for end in ("key", "csr", "crt", "ext"))
        extra.write_text(f"subjectAltName={','.join(f'DNS:{name}' for name in names)}\n")
        run("req", "-new", *KEY, "-nodes", "-keyout", key, "-out", asked, "-subj", f"/CN={names[0]}")
        signer = ("-CA", self.folder / "ca.pem", "-CAkey", self.folder / "ca.key", "-CAcreateserial")
        run("x509", "-req", "-in", asked, *signer, "-out", signed, "-days", days, "-extfile", extra)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed, key)
        return context


KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def run(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
