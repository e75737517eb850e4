"""Holds of template.yaml what the linters cannot see. With --write, writes the routes.

The values taken from a part under infra/ are among its outputs; a queue hides a message for six times the function's
timeout, as Lambda asks; the routes are those of docs/openapi.json.

The OpenAPI document is generated from the code. An operation's first tag is the package that answers it; an operation
with the empty requirement is open to the public, every other one needs a token at the door.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPENAPI = ROOT / "docs" / "openapi.json"
TEMPLATE = ROOT / "template.yaml"
METHODS = ("get", "put", "post", "delete", "patch")
SECTION = re.compile(r"(?m)^ *# routes of ([a-z-]+): begin.*\n((?:.*\n)*?) *# routes of \1: end\n")


def operations(document):
    """Every (package, method, path, public) of the document."""
    for path, item in sorted(document["paths"].items()):
        for method in METHODS:
            if method in item:
                operation = item[method]
                if not operation.get("tags"):
                    sys.exit(f"{method} {path} names no package (first tag)")
                security = operation.get("security", document.get("security", []))
                yield operation["tags"][0], method.upper(), path, {} in security


def event(method, path, public):
    """The template's line for a route."""
    words = re.findall(r"[A-Za-z0-9]+", path.removeprefix("/v1"))
    name = method.capitalize() + "".join(word[:1].upper() + word[1:] for word in words)
    auth = ", Auth: {Authorizer: NONE}" if public else ""
    line = f'        {name}: {{Type: HttpApi, Properties: {{ApiId: !Ref Api, Method: {method}, Path: "{path}"{auth}}}}}\n'
    return line if len(line) <= 121 else line.replace(": {Type", ":\n          {Type", 1)


def wanted(document):
    """The lines of each package."""
    lines = {}
    for package, method, path, public in operations(document):
        lines.setdefault(package, []).append(event(method, path, public))
    return lines


def rewritten(text, lines):
    """The template with these routes."""
    found = set()

    def section(match):
        package = match.group(1)
        found.add(package)
        begin, *_, end = match.group(0).splitlines(keepends=True)
        return begin + "".join(lines.get(package, [])) + end

    text = SECTION.sub(section, text)
    if missing := set(lines) - found:
        sys.exit(f"template.yaml has no place for the routes of {', '.join(sorted(missing))}")
    return text


def missing_outputs(text):
    """Values that template.yaml takes from a part which does not give them."""
    for part, output in sorted(set(re.findall(r"GetAtt (\w+)\.Outputs\.(\w+)", text))):
        outputs = (ROOT / "infra" / f"{part.lower()}.yaml").read_text(encoding="utf-8").partition("\nOutputs:\n")[2]
        if not re.search(rf"(?m)^  {output}:", outputs):
            yield f"infra/{part.lower()}.yaml has no output {output}"


def short_visibility(text):
    """Queues whose message another process could take while the first is still at it."""
    stores = (ROOT / "infra" / "stores.yaml").read_text(encoding="utf-8")
    default = int(re.search(r"(?m)^    Timeout: (\d+)", text).group(1))
    for function in re.split(r"(?m)^  (?=\w+Function:$)", text)[1:]:
        if queue := re.search(r"Queue: !GetAtt Stores\.Outputs\.(\w+)QueueArn", function):
            timeout = re.search(r"(?m)^      Timeout: (\d+)", function)
            seconds = int(timeout.group(1)) if timeout else default
            body = re.search(rf"(?m)^  {queue.group(1)}:\n(?:    .*\n)+", stores).group(0)
            visible = int(re.search(r"VisibilityTimeout: (\d+)", body).group(1))
            if visible < 6 * seconds:
                yield f"queue {queue.group(1)} hides a message for {visible} s, its function may run {seconds} s"


def main():
    """Checks, or writes."""
    text = TEMPLATE.read_text(encoding="utf-8")
    if wrong := [*missing_outputs(text), *short_visibility(text)]:
        sys.exit("\n".join(wrong))
    if not OPENAPI.exists():
        sys.exit("docs/openapi.json is missing: the tests say how to write it")
    right = rewritten(text, wanted(json.loads(OPENAPI.read_text(encoding="utf-8"))))
    if "--write" in sys.argv[1:]:
        TEMPLATE.write_text(right, encoding="utf-8")
    elif text != right:
        sys.exit("template.yaml and docs/openapi.json differ in their routes: python3 .ci/template.py --write")


main()
