"""The official Python SDK, unmodified but for endpoint and keys."""

import json
import time

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.ssl.v20191205 import models, ssl_client

from .processes import wait_until
from .service import Key, Service

ApiError = TencentCloudSDKException

ISSUED = 1


class Cloud:
    """The API of a service as one account sees it."""

    def __init__(self, service: Service, key: Key, https: bool = False, sign_method: str = "TC3-HMAC-SHA256", method: str = "POST"):
        self.service, self.key = service, key
        if https:
            http = HttpProfile(endpoint=f"127.0.0.1:{service.https_port}", certification=str(service.root))
        else:
            http = HttpProfile(endpoint=f"127.0.0.1:{service.http_port}", protocol="http")
        http.reqMethod = method
        http.reqTimeout = 60
        profile = ClientProfile(httpProfile=http, signMethod=sign_method)
        self.client = ssl_client.SslClient(credential.Credential(key.secret_id, key.secret_key), "", profile)
        self.sent = {}

    def other_second(self, action: str, parameters: dict):
        """Two identical calls within a second are one call (TC3 signs no nonce, ADR 0006); a test that says a thing
        twice means it twice, so the second one waits for the next second."""
        if action.startswith("Describe"):
            return
        call = (action, json.dumps(parameters, sort_keys=True))
        while self.sent.get(call) == int(time.time()):
            time.sleep(0.02)
        self.sent[call] = int(time.time())

    def call(self, action: str, **parameters) -> dict:
        """A typed call through the SDK's own request and response classes."""
        self.other_second(action, parameters)
        request = getattr(models, f"{action}Request")()
        request.from_json_string(json.dumps(parameters))
        response = getattr(self.client, action)(request)
        return json.loads(response.to_json_string())

    def raw(self, action: str, **parameters) -> dict:
        """A call of an action or with a field that the SDK has no class for."""
        self.other_second(action, parameters)
        return self.client.call_json(action, parameters)["Response"]

    def refused(self, action: str, **parameters) -> ApiError:
        """The error that a call is answered with."""
        try:
            answer = self.raw(action, **parameters)
        except TencentCloudSDKException as error:
            return error
        raise AssertionError(f"{action} was not refused: {answer}")

    def apply(self, domain: str, method: str = "DNS", **more) -> str:
        """Applies for a free certificate; its id."""
        # A CSR of one's own and tags are additions of ours, which the SDK has no fields for.
        call = self.raw if {"CsrContent", "CsrId", "Tags"} & set(more) else self.call
        return call("ApplyCertificate", DvAuthMethod=method, DomainName=domain, **more)["CertificateId"]

    def proofs(self, certificate: str) -> list[dict]:
        """The records or files to publish."""
        return self.call("DescribeCertificate", CertificateId=certificate)["DvAuthDetail"]["DvAuths"]

    def status(self, certificate: str) -> int:
        return self.call("DescribeCertificate", CertificateId=certificate)["Status"]

    def issued(self, certificate: str, seconds: float = 30) -> dict:
        """Waits until the certificate is issued; its details."""
        wait_until(lambda: self.status(certificate) == ISSUED, seconds, f"{certificate} is issued", every=0.1)
        return self.call("DescribeCertificateDetail", CertificateId=certificate)

    def prove_by_dns(self, named, certificate: str):
        """Publishes the TXT or CNAME records asked for."""
        for proof in self.proofs(certificate):
            named.set(proof["DvAuthKey"], proof["DvAuthVerifyType"], proof["DvAuthValue"])

    def obtain(self, named, domain: str, **more) -> str:
        """From application to issued certificate by DNS; its id."""
        certificate = self.apply(domain, **more)
        self.prove_by_dns(named, certificate)
        self.call("CompleteCertificate", CertificateId=certificate)
        self.issued(certificate)
        return certificate
