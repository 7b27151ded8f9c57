"""What keeps strangers out of a node, as on a server that others reach too."""

import base64
import os
import ssl
import subprocess
from pathlib import Path

import trustme


class Lock:
    """TLS by an authority of our own, and an account that may do what the product needs and nothing else."""

    USER = "nobinobi"
    PASSWORD = "ひみつ-9200"
    ROLE = """nobinobi:
  cluster: [monitor]
  indices:
    - names: ["nobinobi-*"]
      privileges: [manage, read, write]
"""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        self.authority.cert_pem.write_to_path(self.ca_file)
        self.trust = ssl.create_default_context(cafile=self.ca_file)
        pair = base64.b64encode(f"{self.USER}:{self.PASSWORD}".encode()).decode()
        self.headers = {"Authorization": f"Basic {pair}"}

    def fit(self, home: Path, java: Path) -> list[str]:
        """Puts the key, the account and its role into a node's folder; the lines of elasticsearch.yml that use them."""
        certificate = self.authority.issue_cert("127.0.0.1", "localhost")
        certificate.private_key_pem.write_to_path(home / "config/http.key")
        certificate.cert_chain_pems[0].write_to_path(home / "config/http.crt")
        (home / "config/roles.yml").write_text(self.ROLE, encoding="utf-8")
        subprocess.run(
            [home / "bin/elasticsearch-users", "useradd", self.USER, "-p", self.PASSWORD, "-r", "nobinobi"],
            env={"PATH": os.environ["PATH"], "ES_JAVA_HOME": str(java), "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
        )
        return [
            "xpack.security.http.ssl.enabled: true",
            "xpack.security.http.ssl.key: http.key",
            "xpack.security.http.ssl.certificate: http.crt",
        ]
