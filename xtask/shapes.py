"""Writes the table of answer shapes that the live AWS adapter reads, from the service models of botocore.

    python xtask/shapes.py OPERATION... > providers/aws/src/live/shapes.txt

The table holds facts of the API alone: the names of members in an answer, their names on the wire, their types.
`providers/aws/src/live/shapes.rs` says how it is read. Members that the model marks as sensitive are marked, so that they
are never written; those in REDACTED are reduced by their service file instead.
"""

import sys

from botocore.loaders import Loader

# Our service ids are botocore's `serviceId`, in lower case without spaces.
FOLDERS = {
    "cloudwatchlogs": "logs",
    "configservice": "config",
    "databasemigrationservice": "dms",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "eventbridge": "events",
    "networkfirewall": "network-firewall",
    "redshiftserverless": "redshift-serverless",
}
KEPT = {("organizations", "AccountName"), ("ssm", "Parameters")}
SCALARS = {
    "string": "s",
    "character": "s",
    "integer": "i",
    "long": "i",
    "float": "f",
    "double": "f",
    "boolean": "b",
    "timestamp": "t",
    "blob": "B",
}


class Service:
    def __init__(self, loader, service):
        self.service = service
        self.model = loader.load_service_model(FOLDERS.get(service, service), "service-2")
        meta = self.model["metadata"]
        # A service may speak several protocols; the SDK speaks the one that the model names.
        self.protocol = meta["protocol"]
        self.xml = self.protocol in ("ec2", "query", "rest-xml")
        self.lines = {}

    def wire(self, name, member):
        return member.get("locationName", name)

    def type_of(self, name):
        shape = self.model["shapes"][name]
        if shape.get("sensitive") and (self.service, name) not in KEPT:
            return "!"
        # IAM writes policies as percent-encoded JSON, which every client decodes.
        if self.service == "iam" and name == "policyDocumentType":
            return "p"
        if shape.get("document"):
            return "*"
        kind = shape["type"]
        if kind in SCALARS:
            return SCALARS[kind]
        label = name
        if label in "sifbtBp!*":
            label = "shape" + label
        if label not in self.lines:
            self.lines[label] = ""
            self.lines[label] = self.body(shape)
        return label

    def member(self, name, member):
        wire = self.wire(name, member)
        shape = self.model["shapes"][member["shape"]]
        if self.xml and (shape.get("flattened") or member.get("flattened")):
            wire = shape.get("member", {}).get("locationName", wire)
            flat = "+"
        else:
            flat = ""
        type_of = self.type_of(member["shape"])
        renamed = "" if wire == name else f"={wire}"
        return f"{name}{renamed}:{flat}{type_of}"

    def body(self, shape):
        kind = shape["type"]
        if kind == "structure":
            members = [
                self.member(name, member)
                for name, member in shape["members"].items()
                if member.get("location") not in ("header", "headers", "statusCode")
            ]
            return "{" + " ".join(members) + "}"
        if kind == "list":
            return f"[{shape['member'].get('locationName', 'member')} {self.type_of(shape['member']['shape'])}]"
        if kind == "map":
            key = shape["key"].get("locationName", "key")
            value = shape["value"].get("locationName", "value")
            return f"<{key} {value} {self.type_of(shape['value']['shape'])}>"
        raise ValueError(f"{self.service}: a {kind}")

    def operation(self, name):
        operation = self.model["operations"][name]
        output = operation["output"]
        shape = self.model["shapes"][output["shape"]]
        label = self.type_of(output["shape"])
        words = ["op", name, label]
        if "resultWrapper" in output:
            words.append(f"wrapper={output['resultWrapper']}")
        if "payload" in shape:
            words.append(f"payload={shape['payload']}")
        return " ".join(words)


def main(operations):
    loader = Loader()
    by_service = {}
    for operation in sorted(set(operations)):
        service, name = operation.split(":")
        by_service.setdefault(service, []).append(name)
    out = []
    for service, names in by_service.items():
        described = Service(loader, service)
        operations = [described.operation(name) for name in names]
        out.append(f"service {service} {described.protocol}")
        out.extend(operations)
        out.extend(f"{label} {body}" for label, body in sorted(described.lines.items()))
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
