//! From the bytes of an answer to the document that the AWS CLI prints.
//!
//! `shapes.txt` holds what the service models say of the answers: a line for each operation and each shape. It is written
//! by `xtask/shapes.py`; the protocols (`ec2`, `query`, `rest-xml`, `json`, CBOR) are those of the Smithy specification.
//!
//! * `op NAME SHAPE`, with `wrapper=ELEMENT` where the answer stands in that element, `payload=MEMBER` where the body is
//!   one member of it.
//! * `SHAPE {Member=wire:TYPE …}` a structure; `=wire` is left out where it is the member's own name, and `+` before the
//!   type says that the elements of a list follow each other without one around them.
//! * `SHAPE [element TYPE]` a list, `SHAPE <key value TYPE>` a map.
//! * `s` text, `i` integer, `f` number, `b` boolean, `t` time, `B` bytes, `p` percent-encoded JSON, `*` any document,
//!   `!` what the model calls sensitive, which is left out.

use crate::live::{answer::Body, time, xml};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::LazyLock};

/// How deep an answer may nest: none comes near, and a hostile one shall not fill the stack.
const DEEPEST: usize = 64;

static TABLE: LazyLock<BTreeMap<&'static str, Service>> = LazyLock::new(|| table(include_str!("shapes.txt")));

#[derive(Default)]
struct Service {
    /// The protocol that the model names.
    protocol: &'static str,
    operations: BTreeMap<&'static str, Operation>,
    shapes: BTreeMap<&'static str, Shape>,
}

struct Operation {
    shape: Type,
    wrapper: Option<&'static str>,
    payload: Option<&'static str>,
}

#[derive(Clone, Copy)]
enum Type {
    Text,
    Integer,
    Number,
    Boolean,
    Time,
    Bytes,
    Policy,
    Any,
    Sensitive,
    Shape(&'static str),
}

enum Shape {
    Structure(Vec<Member>),
    List(Type),
    Map { key: &'static str, value: &'static str, of: Type },
}

struct Member {
    name: &'static str,
    wire: &'static str,
    of: Type,
    flat: bool,
}

fn table(text: &'static str) -> BTreeMap<&'static str, Service> {
    let mut services: BTreeMap<&str, Service> = BTreeMap::new();
    let mut service = "";
    for line in text.lines() {
        let Some((first, rest)) = line.split_once(' ') else { continue };
        if first == "service" {
            let (name, protocol) = rest.split_once(' ').unwrap_or((rest, ""));
            services.entry(name).or_default().protocol = protocol;
            service = name;
            continue;
        }
        let described = services.entry(service).or_default();
        if first == "op" {
            let mut words = rest.split(' ');
            let (Some(name), Some(shape)) = (words.next(), words.next()) else { continue };
            let option = |name: &str| rest.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            let operation = Operation { shape: type_of(shape), wrapper: option("wrapper"), payload: option("payload") };
            described.operations.insert(name, operation);
        } else if let Some(shape) = shape(rest) {
            described.shapes.insert(first, shape);
        }
    }
    services
}

fn shape(text: &'static str) -> Option<Shape> {
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    let mut words = inner.split(' ').filter(|word| !word.is_empty());
    match text.as_bytes().first()? {
        b'{' => words.map(member).collect::<Option<_>>().map(Shape::Structure),
        b'[' => words.nth(1).map(|of| Shape::List(type_of(of))),
        b'<' => Some(Shape::Map { key: words.next()?, value: words.next()?, of: type_of(words.next()?) }),
        _ => None,
    }
}

fn member(text: &'static str) -> Option<Member> {
    let (names, of) = text.rsplit_once(':')?;
    let (name, wire) = names.split_once('=').unwrap_or((names, names));
    let flat = of.starts_with('+');
    Some(Member { name, wire, of: type_of(of.trim_start_matches('+')), flat })
}

fn type_of(text: &'static str) -> Type {
    match text {
        "s" => Type::Text,
        "i" => Type::Integer,
        "f" => Type::Number,
        "b" => Type::Boolean,
        "t" => Type::Time,
        "B" => Type::Bytes,
        "p" => Type::Policy,
        "*" => Type::Any,
        "!" => Type::Sensitive,
        name => Type::Shape(name),
    }
}

/// The document of an answer to the operation `id`, for example `ec2:DescribeInstances`.
pub(super) fn document(id: &str, body: &Body) -> Result<Value, String> {
    let (service, name) = id.split_once(':').unwrap_or((id, ""));
    let service = TABLE.get(service).ok_or_else(|| format!("{id} is not in the table of shapes"))?;
    let operation = service.operations.get(name).ok_or_else(|| format!("{id} is not in the table of shapes"))?;
    let reading = Reading { service };
    if body.cbor {
        let value: ciborium::Value = ciborium::de::from_reader_with_recursion_limit(body.bytes.as_slice(), DEEPEST)
            .map_err(|error| error.to_string())?;
        return reading.json(operation.shape, plain(value), 0);
    }
    let text = std::str::from_utf8(&body.bytes).map_err(|error| error.to_string())?;
    match (operation.payload, text.trim_ascii_start().as_bytes().first()) {
        // The body is the one member, as it is.
        (Some(payload), first) if first != Some(&b'<') => {
            Ok(Value::Object(Map::from_iter([(payload.to_owned(), text.into())])))
        }
        (payload, Some(b'<')) => {
            let root = xml::parse(text, DEEPEST)?;
            if !service.is_xml() || matches!(root.name.as_str(), "html" | "HTML" | "Error" | "ErrorResponse") {
                return Err(format!("<{}> is no answer of {id}", root.name));
            }
            if service.protocol == "ec2" && root.name != format!("{name}Response") {
                return Err(format!("<{}> is no answer of {id}", root.name));
            }
            let within = match operation.wrapper {
                Some(wrapper) => root.child(wrapper).ok_or_else(|| format!("the answer lacks {wrapper}"))?,
                None => &root,
            };
            let Some(payload) = payload else { return Ok(reading.element(operation.shape, within)) };
            let of = reading.member(operation.shape, payload).map_or(Type::Any, |member| member.of);
            Ok(Value::Object(Map::from_iter([(payload.to_owned(), reading.element(of, within))])))
        }
        (_, None) => Err("it is empty".to_owned()),
        _ if service.is_xml() => Err("it is no XML".to_owned()),
        // serde_json bounds the depth itself.
        _ => {
            let answer: Map<String, Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
            if answer.contains_key("__type") {
                return Err("it is an error, though its status is that of a success".to_owned());
            }
            reading.json(operation.shape, Value::Object(answer), 0)
        }
    }
}

impl Service {
    fn is_xml(&self) -> bool {
        matches!(self.protocol, "ec2" | "query" | "rest-xml")
    }
}

struct Reading<'a> {
    service: &'a Service,
}

impl Reading<'_> {
    fn member(&self, of: Type, name: &str) -> Option<&Member> {
        let Type::Shape(shape) = of else { return None };
        match self.service.shapes.get(shape) {
            Some(Shape::Structure(members)) => members.iter().find(|member| member.name == name),
            _ => None,
        }
    }

    /// The value of an XML element. Elements that the table does not know cannot be told to be lists, and are left out.
    fn element(&self, of: Type, element: &xml::Element) -> Value {
        let text = element.text.as_str();
        match of {
            Type::Text | Type::Bytes | Type::Any | Type::Sensitive => text.into(),
            Type::Integer => text.trim().parse::<i64>().map_or_else(|_| text.into(), Value::from),
            Type::Number => text.trim().parse::<f64>().map_or_else(|_| text.into(), Value::from),
            Type::Boolean => match text.trim() {
                "true" => true.into(),
                "false" => false.into(),
                _ => text.into(),
            },
            Type::Time => time::of_text(text),
            Type::Policy => policy(text),
            Type::Shape(name) => match self.service.shapes.get(name) {
                Some(Shape::Structure(members)) => self.structure(members, element),
                Some(Shape::List(of)) => element.children.iter().map(|child| self.element(*of, child)).collect(),
                Some(Shape::Map { key, value, of }) => {
                    let entries = element.children.iter();
                    entries.filter_map(|entry| self.entry(entry, key, value, *of)).collect()
                }
                None => text.into(),
            },
        }
    }

    fn structure(&self, members: &[Member], element: &xml::Element) -> Value {
        let known = members.iter().filter(|member| !matches!(member.of, Type::Sensitive));
        let value = |member: &Member| {
            let mut found = element.children.iter().filter(|child| child.name == member.wire).peekable();
            found.peek()?;
            if !member.flat {
                return found.next().map(|child| self.element(member.of, child));
            }
            let Type::Shape(name) = member.of else { return None };
            match self.service.shapes.get(name)? {
                Shape::List(of) => Some(found.map(|child| self.element(*of, child)).collect()),
                Shape::Map { key, value, of } => {
                    Some(found.filter_map(|child| self.entry(child, key, value, *of)).collect())
                }
                Shape::Structure(_) => None,
            }
        };
        let found: Map<_, _> = known.filter_map(|member| Some((member.name.to_owned(), value(member)?))).collect();
        if found.is_empty() && element.children.is_empty() && !element.text.trim().is_empty() {
            // An answer of one member may be that member alone (S3, GetBucketLocation).
            if let [member] = members {
                return Value::Object(Map::from_iter([(member.name.to_owned(), self.element(member.of, element))]));
            }
        }
        Value::Object(found)
    }

    fn entry(&self, entry: &xml::Element, key: &str, value: &str, of: Type) -> Option<(String, Value)> {
        Some((entry.child(key)?.text.clone(), self.element(of, entry.child(value)?)))
    }

    /// The same of a JSON value, in which members that the table does not know stay as they are.
    fn json(&self, of: Type, value: Value, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err("it nests too deep".to_owned());
        }
        Ok(match (of, value) {
            (Type::Time, Value::Number(number)) => {
                number.as_f64().and_then(time::of_seconds).unwrap_or(Value::Number(number))
            }
            (Type::Time, Value::String(text)) => time::of_text(&text),
            (Type::Policy, Value::String(text)) => policy(&text),
            (Type::Shape(name), value) => match (self.service.shapes.get(name), value) {
                (Some(Shape::Structure(members)), Value::Object(found)) => {
                    let mut object = Map::with_capacity(found.len());
                    for (wire, value) in found {
                        let member = members.iter().find(|member| member.wire == wire);
                        // An absent member may be written as null.
                        if value.is_null() || member.is_some_and(|member| matches!(member.of, Type::Sensitive)) {
                            continue;
                        }
                        match member {
                            Some(member) => {
                                object.insert(member.name.to_owned(), self.json(member.of, value, depth + 1)?)
                            }
                            None => object.insert(wire, value),
                        };
                    }
                    Value::Object(object)
                }
                (Some(Shape::List(of)), Value::Array(found)) => {
                    found.into_iter().map(|value| self.json(*of, value, depth + 1)).collect::<Result<_, _>>()?
                }
                (Some(Shape::Map { of, .. }), Value::Object(found)) => {
                    let entries = found.into_iter().map(|(key, value)| Ok((key, self.json(*of, value, depth + 1)?)));
                    Value::Object(entries.collect::<Result<_, String>>()?)
                }
                (_, value) => value,
            },
            (_, value) => value,
        })
    }
}

/// A policy document of IAM: JSON, percent-encoded. What is neither stays text.
fn policy(text: &str) -> Value {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    serde_json::from_str(&decoded).unwrap_or_else(|_| decoded.into())
}

/// CBOR as JSON; a tag (a time) is what it is put on.
fn plain(value: ciborium::Value) -> Value {
    match value {
        ciborium::Value::Bool(value) => value.into(),
        ciborium::Value::Integer(value) => i64::try_from(value).map_or(Value::Null, Value::from),
        ciborium::Value::Float(value) => value.into(),
        ciborium::Value::Text(value) => value.into(),
        ciborium::Value::Tag(_, value) => plain(*value),
        ciborium::Value::Array(values) => values.into_iter().map(plain).collect(),
        ciborium::Value::Map(entries) => {
            let entry = |(key, value): (ciborium::Value, ciborium::Value)| Some((key.into_text().ok()?, plain(value)));
            Value::Object(entries.into_iter().filter_map(entry).collect())
        }
        // Bytes occur in no answer that is read.
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(id: &str, body: &str) -> Value {
        document(id, &Body { bytes: body.as_bytes().to_vec(), cbor: false }).unwrap()
    }

    #[test]
    fn every_operation_that_is_read_is_in_the_table() {
        for read in crate::live::reads().iter().copied().flatten() {
            let (service, name) = read.op.id.split_once(':').unwrap();
            let known = TABLE.get(service).is_some_and(|service| service.operations.contains_key(name));
            assert!(known, "{}: run xtask/shapes.py", read.op.id);
        }
    }

    #[test]
    fn every_shape_that_the_table_names_is_in_it() {
        for service in TABLE.values() {
            let mut named: Vec<Type> = service.operations.values().map(|operation| operation.shape).collect();
            for shape in service.shapes.values() {
                match shape {
                    Shape::Structure(members) => named.extend(members.iter().map(|member| member.of)),
                    // What is sensitive is left out of structures, and nowhere else.
                    Shape::List(of) | Shape::Map { of, .. } => {
                        assert!(!matches!(of, Type::Sensitive));
                        named.push(*of);
                    }
                }
            }
            for of in named {
                if let Type::Shape(name) = of {
                    assert!(service.shapes.contains_key(name), "{name}");
                }
            }
        }
    }

    #[test]
    fn ec2_answers_become_what_the_cli_prints() {
        let body = r#"<?xml version="1.0" encoding="UTF-8"?>
            <DescribeTrafficMirrorSessionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
              <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
              <trafficMirrorSessionSet><item>
                <trafficMirrorSessionId>tms-0a1b</trafficMirrorSessionId>
                <ownerId>012345678901</ownerId><packetLength>64</packetLength><sessionNumber>1</sessionNumber>
                <virtualNetworkId>7159709</virtualNetworkId>
                <description>a &amp; b</description>
                <tagSet/>
              </item></trafficMirrorSessionSet>
              <nextToken>more</nextToken>
            </DescribeTrafficMirrorSessionsResponse>"#;
        assert_eq!(
            read("ec2:DescribeTrafficMirrorSessions", body),
            json!({"NextToken": "more", "TrafficMirrorSessions": [{
                "TrafficMirrorSessionId": "tms-0a1b", "OwnerId": "012345678901", "PacketLength": 64, "SessionNumber": 1,
                "VirtualNetworkId": 7_159_709, "Description": "a & b", "Tags": [],
            }]})
        );
    }

    #[test]
    fn query_answers_stand_in_their_wrapper() {
        let body = "<DescribeListenersResponse><DescribeListenersResult><Listeners><member>\
            <ListenerArn>arn:l</ListenerArn><Port>80</Port><DefaultActions><member><Type>forward</Type></member></DefaultActions>\
            </member></Listeners></DescribeListenersResult></DescribeListenersResponse>";
        assert_eq!(
            read("elasticloadbalancingv2:DescribeListeners", body),
            json!({"Listeners": [{"ListenerArn": "arn:l", "Port": 80, "DefaultActions": [{"Type": "forward"}]}]})
        );
    }

    #[test]
    fn policies_of_iam_are_decoded() {
        let body = "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>\
            <IsTruncated>false</IsTruncated><RoleDetailList><member><RoleName>r</RoleName>\
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument>\
            </member></RoleDetailList></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>";
        assert_eq!(
            read("iam:GetAccountAuthorizationDetails", body),
            json!({"IsTruncated": false, "RoleDetailList": [
                {"RoleName": "r", "AssumeRolePolicyDocument": {"Version": "2012-10-17"}},
            ]})
        );
    }

    #[test]
    fn answers_of_s3_have_forms_of_their_own() {
        let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
        assert_eq!(read("s3:GetBucketPolicy", policy), json!({"Policy": policy}));
        let body =
            "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>";
        assert_eq!(read("s3:GetBucketLocation", body), json!({"LocationConstraint": "eu-west-1"}));
        let body = "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><CreationDate>2026-11-02T06:00:00.000Z</CreationDate>\
            <BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>";
        assert_eq!(
            read("s3:ListBuckets", body),
            json!({"Buckets": [{"Name": "b", "CreationDate": "2026-11-02T06:00:00+00:00", "BucketRegion": "eu-west-1"}]})
        );
    }

    #[test]
    fn json_answers_keep_what_nobody_knows_and_lose_what_is_sensitive() {
        let body = r#"{"Accounts": [{"Id": "111122223333", "Email": "a@example.com", "JoinedTimestamp": 1793599200.5,
            "NewMember": {"x": 1}, "Status": null}], "NextToken": "t"}"#;
        assert_eq!(
            read("organizations:ListAccounts", body),
            json!({"Accounts": [{"Id": "111122223333", "JoinedTimestamp": "2026-11-02T06:00:00.500000+00:00",
                "NewMember": {"x": 1}}], "NextToken": "t"})
        );
        assert_eq!(read("apigateway:GetRestApis", r#"{"item": [{"id": "a"}]}"#), json!({"items": [{"id": "a"}]}));
    }

    #[test]
    fn cbor_answers_are_read_like_json() {
        let text = |text: &str| ciborium::Value::Text(text.to_owned());
        let time = ciborium::Value::Tag(1, Box::new(1_793_599_200.5.into()));
        let alarm =
            vec![(text("AlarmName"), text("a")), (text("StateUpdatedTimestamp"), time), (text("New"), 3.into())];
        let answer = vec![(text("MetricAlarms"), ciborium::Value::Array(vec![ciborium::Value::Map(alarm)]))];
        let mut bytes = Vec::new();
        ciborium::into_writer(&ciborium::Value::Map(answer), &mut bytes).unwrap();
        let read = document("cloudwatch:DescribeAlarms", &Body { bytes, cbor: true }).unwrap();
        assert_eq!(
            read,
            json!({"MetricAlarms": [
                {"AlarmName": "a", "StateUpdatedTimestamp": "2026-11-02T06:00:00.500000+00:00", "New": 3},
            ]})
        );
        assert!(document("cloudwatch:DescribeAlarms", &Body { bytes: vec![0x9f], cbor: true }).is_err());
    }

    #[test]
    fn what_is_no_answer_of_the_service_is_an_error() {
        let page = "<html><body>log in</body></html>";
        let refused =
            |id: &str, body: &str| document(id, &Body { bytes: body.as_bytes().to_vec(), cbor: false }).is_err();
        for id in ["ecs:ListClusters", "ec2:DescribeInstances", "iam:ListServerCertificates", "s3:ListBuckets"] {
            assert!(refused(id, page) && refused(id, "") && refused(id, " "), "{id}");
        }
        assert!(refused("s3:ListBuckets", "<Error><Code>InternalError</Code></Error>"));
        assert!(refused("s3:ListBuckets", "{}") && refused("ec2:DescribeInstances", "{}"));
        assert!(refused("ec2:DescribeInstances", "<DescribeVpcsResponse/>"));
        for body in ["null", "[]", "1", r#"{"__type": "AccessDeniedException"}"#] {
            assert!(refused("ssm:ListDocuments", body), "{body}");
        }
        assert!(refused("elasticloadbalancingv2:DescribeListeners", "<DescribeListenersResponse/>"));
    }

    #[test]
    fn broken_answers_are_errors() {
        let broken =
            |body: &str| document("ec2:DescribeInstances", &Body { bytes: body.as_bytes().to_vec(), cbor: false });
        assert!(broken("<DescribeInstancesResponse><reservationSet>").is_err());
        assert!(broken("<a></b>").is_err());
        assert!(broken("{").is_err());
        assert!(broken(&"<a>".repeat(100)).is_err());
        assert!(broken(&format!("{}{}", "<a>".repeat(100), "</a>".repeat(100))).is_err());
        assert!(broken("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>").is_err());
    }
}
