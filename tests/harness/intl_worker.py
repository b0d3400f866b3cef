"""Runs calls through the international SDK, one JSON object a line: its package has the same name as the mainland one,
so it lives in a process of its own with its own search path."""

import json
import sys

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.ssl.v20191205 import models, ssl_client


def main():
    settings = json.loads(sys.argv[1])
    if settings["root"]:
        http = HttpProfile(endpoint=settings["endpoint"], certification=settings["root"])
    else:
        http = HttpProfile(endpoint=settings["endpoint"], protocol="http")
    keys = credential.Credential(settings["secret_id"], settings["secret_key"])
    client = ssl_client.SslClient(keys, "", ClientProfile(httpProfile=http))
    for line in sys.stdin:
        call = json.loads(line)
        request = getattr(models, call["action"] + "Request")()
        request.from_json_string(json.dumps(call["parameters"]))
        try:
            answer = {"ok": json.loads(getattr(client, call["action"])(request).to_json_string())}
        except TencentCloudSDKException as error:
            answer = {"code": error.code, "message": error.message}
        print(json.dumps(answer), flush=True)


main()
