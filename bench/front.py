"""The application over HTTP in one process, as API Gateway and Lambda give it: `python -m bench.front`.

It says its port, and serves until its standard input ends.
"""

import sys
from http import HTTPStatus
from types import SimpleNamespace

from app import app
from bench.gateway import Gateway
from bench.servers import Handler, Server, serving

_CONTEXT = SimpleNamespace(
    function_name="api", memory_limit_in_mb=1024, invoked_function_arn="arn", aws_request_id="id", function_version="1"
)


class _Requests(Handler):
    gateway = Gateway(app.routes)

    def do_GET(self) -> None:
        body = self.body()
        answer = app(self.gateway.event(self.command, self.path, dict(self.headers), body), _CONTEXT)
        status: int = answer["statusCode"]
        self.answer(answer["body"].encode(), status=HTTPStatus(status), headers=answer["headers"])

    do_POST = do_GET  # noqa: N815 the base class's names


def main() -> None:
    with serving(Server(_Requests)) as port:
        print(port, file=sys.stderr, flush=True)  # the log has the standard output
        sys.stdin.read()


if __name__ == "__main__":
    main()
