//! What a function may do is what its verb's ports do, no more and no less: worked out from the wiring and from the calls
//! in the verb, and held against `infra/roles.yaml`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::architecture::camel;
use super::source::{read, released};
use super::yaml::{at, last_of_tag, load, text_at};

/// An action and what it is allowed on: the template's parameters, with what follows them.
type Grants = BTreeSet<(String, String)>;

const RECORDS: &str = "RecordsTableArn";
const BY_HOLDER: &str = "RecordsTableArn/index/by-holder";
const BY_QUEUE: &str = "RecordsTableArn/index/by-queue";
const BY_QUEUE_KIND: &str = "RecordsTableArn/index/by-queue-kind";
const COUNTS: &str = "CountsTableArn";
const ACCESS: &str = "AccessTableArn";
const ACCESS_BY_CALLER: &str = "AccessTableArn/index/by-caller";

/// Of a port's field and method, or of a verb and a method: the actions, each with what it is on.
type Call = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What the adapters do for a call, by the port's field in the verbs and its method. A commit is a transaction: the rights
/// of its parts, and after a conflict a read of its own event.
const CALLS: [Call; 55] = [
    ("subjects", "subject", &[("dynamodb:GetItem", RECORDS)]),
    ("grants", "grant", &[("dynamodb:GetItem", RECORDS)]),
    ("grants", "dossier", &[("dynamodb:Query", RECORDS)]),
    ("grants", "held_by", &[("dynamodb:Query", BY_HOLDER)]),
    ("numbers", "series", &[("dynamodb:GetItem", RECORDS)]),
    ("numbers", "number", &[("dynamodb:GetItem", RECORDS)]),
    ("status_places", "next_place", &[("dynamodb:UpdateItem", RECORDS)]),
    ("stages", "placed_stages", &[("dynamodb:Query", RECORDS)]),
    ("stages", "stages_in_part", &[("dynamodb:Scan", RECORDS)]),
    ("chunks", "chunk", &[("dynamodb:GetItem", COUNTS)]),
    ("chunks", "chunks", &[("dynamodb:Query", COUNTS)]),
    ("chunks", "put_chunk", &[("dynamodb:PutItem", COUNTS)]),
    ("heads", "status_heads", &[("dynamodb:Query", COUNTS)]),
    ("heads", "status_head", &[("dynamodb:GetItem", COUNTS)]),
    ("heads", "move_status_head", &[("dynamodb:PutItem", COUNTS)]),
    ("heads", "trust_head", &[("dynamodb:GetItem", COUNTS)]),
    ("sisters", "sister_heads", &[("dynamodb:Query", COUNTS)]),
    ("sisters", "sister_head", &[("dynamodb:GetItem", COUNTS)]),
    ("sisters", "move_sister_head", &[("dynamodb:PutItem", COUNTS)]),
    ("lists", "keep_list", &[("s3:PutObject", "ListsArn/status/*")]),
    ("lists", "kept_list", &[("s3:GetObject", "ListsArn/*")]),
    ("status_keys", "public_key", &[("kms:GetPublicKey", "StatusKeyArn")]),
    ("status_keys", "sign", &[("kms:Sign", "StatusKeyArn")]),
    ("applications", "application", &[("dynamodb:GetItem", RECORDS)]),
    ("applications", "applications_of", &[("dynamodb:Query", BY_HOLDER)]),
    ("applications", "awaiting", &[("dynamodb:Query", BY_QUEUE), ("dynamodb:Query", BY_QUEUE_KIND)]),
    ("queues", "oldest_waiting", &[("dynamodb:Query", BY_QUEUE)]),
    ("photo_index", "photos_like", &[("dynamodb:Query", RECORDS)]),
    ("licenses", "license", &[("dynamodb:GetItem", RECORDS)]),
    ("licenses", "licenses_of", &[("dynamodb:Query", BY_HOLDER)]),
    ("notices", "notices_of", &[("dynamodb:Query", RECORDS)]),
    ("books", "commit", &[("dynamodb:PutItem", RECORDS), ("dynamodb:GetItem", RECORDS)]),
    ("books", "event", &[("dynamodb:GetItem", RECORDS)]),
    ("books", "history", &[("dynamodb:Query", RECORDS)]),
    ("issuer_keys", "issuer_key", &[("dynamodb:GetItem", RECORDS)]),
    ("issuer_keys", "issuer_keys", &[("dynamodb:Query", RECORDS)]),
    ("seal_keys", "public_key", &[("kms:GetPublicKey", "SealKeyArn")]),
    ("seal_keys", "sign", &[("kms:Sign", "SealKeyArn")]),
    ("display_keys", "public_key", &[("kms:GetPublicKey", "DisplayKeyArn")]),
    ("display_keys", "sign", &[("kms:Sign", "DisplayKeyArn")]),
    // A link has the rights of the role that signed it.
    ("uploads", "upload_link", &[("s3:PutObject", "UploadsArn/uploads/*")]),
    // S3 says "no such key" only to those who may list.
    ("uploads", "uploaded", &[("s3:GetObject", "UploadsArn/uploads/*"), ("s3:ListBucket", "UploadsArn")]),
    ("imports", "import_link", &[("s3:PutObject", "ImportsArn/rows/*")]),
    ("imports", "rows", &[("s3:GetObject", "ImportsArn/rows/*"), ("s3:ListBucket", "ImportsArn")]),
    ("imports", "put_report", &[("s3:PutObject", "ImportsArn/reports/*")]),
    ("imports", "report", &[("s3:GetObject", "ImportsArn/reports/*"), ("s3:ListBucket", "ImportsArn")]),
    ("counts", "count", &[("dynamodb:PutItem", COUNTS), ("dynamodb:UpdateItem", COUNTS)]),
    ("counts", "counted", &[("dynamodb:Query", COUNTS)]),
    ("counts", "keep_snapshot", &[("dynamodb:PutItem", COUNTS)]),
    ("counts", "snapshot", &[("dynamodb:GetItem", COUNTS)]),
    ("access", "accesses_of", &[("dynamodb:Query", ACCESS)]),
    ("access", "accesses_by", &[("dynamodb:Query", ACCESS_BY_CALLER)]),
    ("limits", "draw", &[("dynamodb:UpdateItem", COUNTS)]),
    ("verifications", "tally", &[("dynamodb:UpdateItem", COUNTS)]),
    ("verifications", "tallied", &[("dynamodb:Query", COUNTS)]),
];
/// The vault holds three sorts of objects; which one a verb means, by its name.
const VAULT: [Call; 7] = [
    ("review_photo", "keep", &[("s3:PutObject", "DocumentsArn/photos/*")]),
    ("review", "link", &[("s3:GetObject", "DocumentsArn/photos/*")]),
    ("issue", "kept", &[("s3:GetObject", "DocumentsArn/photos/*"), ("s3:ListBucket", "DocumentsArn")]),
    ("issue", "keep", &[("s3:PutObject", "DocumentsArn/documents/*")]),
    ("deliver", "link", &[("s3:GetObject", "DocumentsArn/documents/*"), ("s3:GetObject", "DocumentsArn/copies/*")]),
    ("deliver", "kept", &[("s3:GetObject", "DocumentsArn/documents/*"), ("s3:ListBucket", "DocumentsArn")]),
    ("deliver", "keep", &[("s3:PutObject", "DocumentsArn/copies/*")]),
];
const ACCESS_RECORD: (&str, &str) = ("dynamodb:PutItem", ACCESS);

/// Fields of verbs that ask nothing of AWS at a call.
const OF_THE_PROCESS: [&str; 5] = ["clock", "index", "code_base", "keys", "trust"];

struct Verb {
    name: String,
    /// Its code, without white space.
    code: String,
    fields: BTreeSet<String>,
}

fn verbs() -> Vec<Verb> {
    let wiring = read("shared/aws/src/wiring.rs");
    let released = released();
    let one = |body: &str| {
        let (head, rest) = body.split_once("(&self)")?;
        let name = head.rsplit("fn ").next()?.to_owned();
        let fields = rest.split('{').nth(2)?.split('}').next()?;
        let fields = fields.split(',').filter_map(|field| Some(field.trim().split_once(':')?.0.to_owned())).collect();
        let (file, folder) = (format!("shared/lifecycle/src/{name}.rs"), format!("shared/lifecycle/src/{name}/"));
        let own = released.iter().filter(|(path, _)| *path == file || path.starts_with(&folder));
        let code = own.flat_map(|(_, code)| code.chars()).filter(|sign| !sign.is_whitespace()).collect();
        Some(Verb { name, code, fields })
    };
    wiring.split("\n    }\n").filter_map(one).collect()
}

impl Verb {
    /// A commit is handed to the one helper that every verb commits by.
    fn calls(&self, field: &str, method: &str) -> bool {
        let by_hand = self.code.contains(&format!(".{field}.{method}("));
        assert!(!by_hand || (field, method) != ("books", "commit"), "{} commits past act::commit_once", self.name);
        by_hand || (field, method) == ("books", "commit") && self.code.contains("commit_once(&*self.books")
    }

    /// What its calls need; and the fields that it calls.
    fn needs(&self) -> (Grants, BTreeSet<&'static str>) {
        let (mut needs, mut called) = (Grants::new(), BTreeSet::new());
        let mut call = |field: &'static str, actions: &[(&str, &str)]| {
            called.insert(field);
            needs.extend(actions.iter().map(|(action, on)| ((*action).to_owned(), (*on).to_owned())));
        };
        for (field, method, actions) in CALLS {
            if self.calls(field, method) {
                call(field, actions);
            }
        }
        for (verb, method, actions) in VAULT {
            if verb == self.name && self.calls("vault", method) {
                call("vault", actions);
            }
            assert!(verb != self.name || self.calls("vault", method), "{verb} calls no vault.{method}");
        }
        if self.calls("access", "record") {
            call("access", &[ACCESS_RECORD]);
        }
        // Handed on to the one question whether the act was done before: an event by its name.
        if self.code.contains("done_before(&*self.books") {
            call("books", &[("dynamodb:GetItem", RECORDS)]);
        }
        if self.code.contains("Write::Unchanged(") {
            call("books", &[("dynamodb:ConditionCheckItem", RECORDS)]);
        }
        (needs, called)
    }
}

/// What every process needs: its log, and the data key, which the records' table holds. Who writes records draws the key
/// of a fresh table.
fn of_the_process(function: &str, writes_records: bool) -> Grants {
    let log = format!("FunctionLogsArn-{function}:*");
    let mut needs = vec![("logs:CreateLogStream", log.as_str()), ("logs:PutLogEvents", log.as_str())];
    // Who publishes lists opens no body and knows no one's id: it has no key.
    if function != "publish" {
        needs.extend([("dynamodb:GetItem", RECORDS), ("kms:Decrypt", "DataKeyArn")]);
    }
    if writes_records {
        needs.push(("kms:GenerateDataKey", "DataKeyArn"));
    }
    needs.into_iter().map(|(action, on)| (action.to_owned(), on.to_owned())).collect()
}

/// What a function needs to be fed, by its event sources in the template.
fn of_the_feed(function: &Value) -> Grants {
    let mut needs = Grants::new();
    let mut may = |action: &str, on: &str| needs.insert((action.to_owned(), on.to_owned()));
    for source in at(function, "/Properties/Events").as_object().unwrap().values() {
        match text_at(source, "/Type") {
            "SQS" => {
                let queue = last_of_tag(at(source, "/Properties/Queue"));
                for action in ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] {
                    may(action, queue);
                }
            }
            "DynamoDB" => {
                for action in ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"] {
                    may(action, last_of_tag(at(source, "/Properties/Stream")));
                }
                may("dynamodb:ListStreams", "RecordsTableArn/stream/*");
                may("sqs:SendMessage", last_of_tag(at(source, "/Properties/DestinationConfig/OnFailure/Destination")));
            }
            "HttpApi" => {}
            "Schedule" => {
                may(
                    "sqs:SendMessage",
                    last_of_tag(at(function, "/Properties/EventInvokeConfig/DestinationConfig/OnFailure/Destination")),
                );
            }
            other => panic!("an event source {other}"),
        }
    }
    needs
}

/// `["!Ref X"]`, `!Sub "${X}/y"` and lists of them, as `X` and `X/y`.
fn resources(value: &Value) -> Vec<String> {
    match value {
        Value::Array(many) => many.iter().flat_map(resources).collect(),
        Value::Object(tag) => {
            let text = tag.values().next().unwrap().as_str().unwrap();
            vec![text.replace("${", "").replace('}', "")]
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            panic!("a resource that names nothing of ours: {value}")
        }
    }
}

fn granted(roles: &Value, role: &str) -> Grants {
    let mut grants = Grants::new();
    for policy in at(roles, &format!("/Resources/{role}/Properties/Policies")).as_array().unwrap() {
        for statement in at(policy, "/PolicyDocument/Statement").as_array().unwrap() {
            assert_eq!(statement["Effect"], "Allow");
            for action in statement["Action"].as_array().unwrap() {
                for resource in resources(&statement["Resource"]) {
                    assert!(
                        !action.as_str().unwrap().contains('*') && !resource.starts_with('*'),
                        "{role}: {statement}"
                    );
                    grants.insert((action.as_str().unwrap().to_owned(), resource));
                }
            }
        }
    }
    grants
}

#[test]
fn a_function_may_do_what_its_ports_do() {
    let (roles, template) = (load("infra/roles.yaml"), load("template.yaml"));
    let verbs = verbs();
    assert_eq!(verbs.len(), 10, "{:?}", verbs.iter().map(|verb| &verb.name).collect::<Vec<_>>());
    for verb in &verbs {
        let writes_records = verb.calls("books", "commit");
        let (mut needs, _) = verb.needs();
        needs.extend(of_the_process(&verb.name.replace('_', "-"), writes_records));
        needs.extend(of_the_feed(at(&template, &format!("/Resources/{}Function", camel(&verb.name)))));
        let granted = granted(&roles, &camel(&verb.name));
        let (missing, unused): (Vec<_>, Vec<_>) =
            (needs.difference(&granted).collect(), granted.difference(&needs).collect());
        assert!(missing.is_empty() && unused.is_empty(), "{}: missing {missing:?}, unused {unused:?}", verb.name);
    }
}

#[test]
fn a_verb_is_given_the_ports_that_it_calls() {
    for verb in verbs() {
        let (_, called) = verb.needs();
        let called: BTreeSet<&str> = called.into_iter().collect();
        let wired: BTreeSet<&str> =
            verb.fields.iter().map(String::as_str).filter(|field| !OF_THE_PROCESS.contains(field)).collect();
        assert_eq!(wired, called, "{}", verb.name);
    }
}

/// The table above is whole: a method of a port that it lacks would be granted nothing, and no test would know.
#[test]
fn every_method_of_every_port_has_its_actions() {
    let ports = released().into_iter().filter(|(path, _)| path.starts_with("shared/lifecycle/src/port"));
    let port: String = ports.map(|(_, code)| code).collect();
    let declared = port.split("\nport! {").skip(1).flat_map(|body| {
        body.split("async fn ").skip(1).filter_map(|rest| rest.split('(').next()).map(str::to_owned).collect::<Vec<_>>()
    });
    let declared: BTreeSet<String> = declared.collect();
    let known = CALLS.iter().chain(&VAULT).map(|row| row.1).chain(["record"]).map(str::to_owned);
    assert_eq!(declared, known.collect());
}

#[test]
fn each_key_has_one_signer_and_the_roadside_check_changes_nothing() {
    let roles = load("infra/roles.yaml");
    let names: Vec<&String> = at(&roles, "/Resources").as_object().unwrap().keys().collect();
    let mut signers = BTreeSet::new();
    for name in names {
        let signs = granted(&roles, name).into_iter().filter(|(action, _)| action == "kms:Sign");
        signers.extend(signs.map(|(_, key)| (name.clone(), key)));
    }
    let own = [("Deliver", "DisplayKeyArn"), ("Issue", "SealKeyArn"), ("Publish", "StatusKeyArn")];
    assert_eq!(signers, BTreeSet::from(own.map(|(role, key)| (role.to_owned(), key.to_owned()))));
    for (action, on) in granted(&roles, "Verify") {
        assert!(
            (!action.starts_with("s3:") || on == "ListsArn/*") && !on.starts_with("SealKey"),
            "verify: {action} on {on}"
        );
        assert!(on != RECORDS || !action.contains("Put") && !action.contains("Update"), "verify: {action} on {on}");
    }
}

/// The data key opens for the use of the records alone; of the records, counting reads that key and nothing else.
#[test]
fn the_data_key_is_for_one_use() {
    let roles = load("infra/roles.yaml");
    for (name, role) in at(&roles, "/Resources").as_object().unwrap() {
        for statement in at(role, "/Properties/Policies/0/PolicyDocument/Statement").as_array().unwrap() {
            let on = resources(&statement["Resource"]);
            if on == ["DataKeyArn"] {
                let context = &statement["Condition"]["StringEquals"]["kms:EncryptionContext:use"];
                assert_eq!(context, "luzheng-records", "{name}");
            }
            if name == "Statistics" && on == [RECORDS] {
                let keys = &statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"];
                assert_eq!(keys, &serde_json::json!(["KEY#personal"]));
            }
        }
    }
}
