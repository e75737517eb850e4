//! The template is the service: its functions, its routes, and what feeds what, as the code and the local service have it.

use std::collections::{BTreeMap, BTreeSet};

use license::event::EventKind;
use local::host::Topology;
use local::host::topology::{Envelope, Target, Timing};
use serde_json::{Value, json};

use super::architecture::camel;
use super::source::{read, root};
use super::yaml::{at, last_of_tag, load, text_at};

/// By package, with its properties.
fn functions(template: &Value) -> BTreeMap<String, Value> {
    let resources = at(template, "/Resources").as_object().unwrap().values();
    let functions = resources.filter(|one| one["Type"] == "AWS::Serverless::Function");
    functions
        .map(|one| (text_at(one, "/Metadata/BuildProperties/Binary").to_owned(), one["Properties"].clone()))
        .collect()
}

fn events<'a>(properties: &'a Value, sort: &str) -> Vec<&'a Value> {
    let events = at(properties, "/Events").as_object().unwrap().values();
    events.filter(|event| event["Type"] == sort).map(|event| at(event, "/Properties")).collect()
}

/// The package that a queue feeds, with the most messages at once.
fn fed_by_queues(template: &Value) -> BTreeMap<String, (String, u64)> {
    let mut fed = BTreeMap::new();
    for (package, properties) in functions(template) {
        for source in events(&properties, "SQS") {
            let queue = last_of_tag(at(source, "/Queue")).strip_suffix("QueueArn").unwrap().to_owned();
            assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{package}");
            fed.insert(queue, (package.clone(), source["BatchSize"].as_u64().unwrap()));
        }
    }
    fed
}

/// `{"a": {"S": ["x"]}}` under `NewImage`, of inserted items, as the local service has it.
fn filter(criteria: &Value) -> Vec<(String, BTreeSet<String>)> {
    let filters = at(criteria, "/Filters").as_array().unwrap();
    assert_eq!(filters.len(), 1, "{criteria}");
    let pattern: Value = serde_json::from_str(text_at(&filters[0], "/Pattern")).unwrap();
    assert_eq!(pattern["eventName"], json!(["INSERT"]));
    let image = at(&pattern, "/dynamodb/NewImage").as_object().unwrap();
    let words =
        |value: &Value| value["S"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    image.iter().map(|(name, value)| (name.clone(), words(value))).collect()
}

fn local_filter(filter: &local::host::topology::Filter) -> Vec<(String, BTreeSet<String>)> {
    let mut rows: Vec<_> =
        filter.new_image.iter().map(|(name, values)| (name.clone(), values.iter().cloned().collect())).collect();
    rows.sort();
    rows
}

#[test]
fn a_function_for_each_package_built_and_named_alike() {
    let template = load("template.yaml");
    let functions = functions(&template);
    let folders = std::fs::read_dir(root().join("functions")).unwrap();
    let packages: BTreeSet<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(functions.keys().cloned().collect::<BTreeSet<_>>(), packages);
    let errors = read("infra/alarms.yaml");
    for (package, properties) in &functions {
        let role = camel(&package.replace('-', "_"));
        assert!(template["Resources"][format!("{role}Function")].is_object(), "{package}");
        assert_eq!(properties["CodeUri"], format!("functions/{package}"));
        assert_eq!(properties["FunctionName"], json!({ "!Sub": format!("${{ServiceName}}-{package}") }));
        assert_eq!(properties["Role"], json!({ "!GetAtt": format!("Roles.Outputs.{role}") }));
        assert!(
            errors.contains(&format!("AlarmName: !Sub ${{ServiceName}}-{package}-errors\n")),
            "{package} fails unseen"
        );
        let log = &load("infra/logs.yaml")["Resources"][&role]["Properties"];
        assert_eq!(log["LogGroupName"], json!({ "!Sub": format!("/aws/lambda/${{ServiceName}}-{package}") }));
        assert_eq!(log["RetentionInDays"], json!({ "!Ref": "LogRetentionDays" }));
    }
}

#[test]
fn every_function_gets_the_settings_that_are_read() {
    let config = read("shared/aws/src/config.rs");
    let asked: BTreeSet<String> =
        config.split("get(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    let template = load("template.yaml");
    let set: BTreeSet<String> =
        at(&template, "/Globals/Function/Environment/Variables").as_object().unwrap().keys().cloned().collect();
    assert_eq!(asked, set);
    assert_eq!(template["Globals"]["Function"]["Architectures"], json!(["arm64"]));
}

#[test]
fn every_route_leads_to_its_function_and_only_public_ones_are_open() {
    let document: Value = serde_json::from_str(&read("docs/openapi.json")).unwrap();
    let mut wanted = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let open = operation["security"] == json!([{}]);
            wanted.insert((
                operation["tags"][0].as_str().unwrap().to_owned(),
                method.to_uppercase(),
                path.clone(),
                open,
            ));
        }
    }
    let mut routed = BTreeSet::new();
    for (package, properties) in functions(&load("template.yaml")) {
        for route in events(&properties, "HttpApi") {
            assert_eq!(route["ApiId"], json!({ "!Ref": "Api" }));
            let auth = route.get("Auth").cloned();
            assert!(auth.is_none() || auth == Some(json!({ "Authorizer": "NONE" })), "{route}");
            let (method, path) = (text_at(route, "/Method").to_owned(), text_at(route, "/Path").to_owned());
            routed.insert((package.clone(), method, path, auth.is_some()));
        }
    }
    let (lost, stray): (Vec<_>, Vec<_>) = (wanted.difference(&routed).collect(), routed.difference(&wanted).collect());
    assert!(lost.is_empty() && stray.is_empty(), "not in the template: {lost:?}; only there: {stray:?}");
}

#[test]
fn who_forgets_to_say_says_signed_in() {
    let template = load("template.yaml");
    let auth = at(&template, "/Resources/Api/Properties/Auth");
    assert_eq!(auth["DefaultAuthorizer"], "SignIn");
    let jwt = at(auth, "/Authorizers/SignIn/JwtConfiguration");
    assert_eq!(jwt, &json!({ "issuer": { "!Ref": "SignInIssuer" }, "audience": [{ "!Ref": "SignInAudience" }] }));
    let settings = at(&template, "/Resources/Api/Properties/DefaultRouteSettings");
    assert!(settings["ThrottlingBurstLimit"].as_u64().is_some() && settings["ThrottlingRateLimit"].is_object());
}

#[test]
fn the_pipe_takes_what_something_follows_from_and_each_queue_its_own() {
    let template = load("template.yaml");
    let stores = load("infra/stores.yaml");
    let pipe = at(&template, "/Resources/EventsPipe/Properties");
    let source = at(pipe, "/SourceParameters");
    let kinds = |of: fn(EventKind) -> bool| -> BTreeSet<String> {
        EventKind::ALL.into_iter().filter(|kind| of(*kind)).map(|kind| kind.as_str().to_owned()).collect()
    };
    let (making, changing) = (kinds(EventKind::leads_to_making), kinds(EventKind::changes_status));
    let event = BTreeSet::from([aws::EVENT_ENTITY.to_owned()]);
    let taken = filter(at(source, "/FilterCriteria"));
    let both = making.union(&changing).cloned().collect();
    assert_eq!(taken, [("entity".to_owned(), event.clone()), ("kind".to_owned(), both)]);
    assert_eq!(last_of_tag(at(pipe, "/Target")), "HappenedTopicArn");
    // Whoever feeds the queue by hand after an outage takes the same.
    let by_hand = read("docs/OPERATIONS.md");
    for kind in &making {
        assert!(by_hand.contains(&format!(".kind.S == \"{kind}\"")), "docs/OPERATIONS.md forgets {kind}");
    }
    let batch = at(source, "/DynamoDBStreamParameters/BatchSize").as_u64().unwrap();
    let rows: Vec<_> = Topology::service().subscriptions.into_iter().filter(|row| row.function().is_none()).collect();
    for (row, (target, kinds)) in rows.iter().zip([("Approved", making), ("Changed", changing)]) {
        let Target::Pipe { queue, filter } = &row.target else { panic!("{row:?}") };
        let wanted = [("entity".to_owned(), event.clone()), ("kind".to_owned(), kinds.clone())];
        assert_eq!(local_filter(filter), wanted);
        assert_eq!(u64::try_from(row.batch).unwrap(), batch);
        assert_eq!(fed_by_queues(&template)[target].0, local_queue(queue).0);
        let subscribed = at(&stores, &format!("/Resources/HappenedTo{target}/Properties"));
        assert_eq!(subscribed["Endpoint"], json!({ "!GetAtt": format!("{target}.Arn") }));
        assert_eq!(
            (&subscribed["RawMessageDelivery"], &subscribed["FilterPolicyScope"]),
            (&json!(true), &json!("MessageBody"))
        );
        let own = at(subscribed, "/FilterPolicy/dynamodb/NewImage/kind/S").as_array().unwrap();
        assert_eq!(own.iter().map(|kind| kind.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), kinds);
    }
    assert_eq!(rows.len(), 2);
}

/// The function and batch of a local queue.
fn local_queue(name: &str) -> (String, u64) {
    let row = Topology::service().queues.into_iter().find(|row| row.name == name).unwrap();
    assert_eq!(row.envelope, Envelope::Queue, "{name}");
    (row.function, row.batch.into())
}

#[test]
fn queues_feed_the_same_functions_with_the_same_batches() {
    let deployed: BTreeSet<(String, u64)> = fed_by_queues(&load("template.yaml")).into_values().collect();
    let queues = Topology::service().queues.into_iter().filter(|row| row.envelope == Envelope::Queue);
    let local: BTreeSet<(String, u64)> = queues.map(|row| (row.function, row.batch.into())).collect();
    assert_eq!(deployed, local);
}

#[test]
fn counting_follows_the_stream_alike() {
    let template = load("template.yaml");
    let row = Topology::service().subscriptions.into_iter().find(|row| row.function().is_some()).unwrap();
    let Target::Function { function, filter: local } = &row.target else { panic!("{row:?}") };
    let mut followers = Vec::new();
    for (package, properties) in functions(&template) {
        for source in events(&properties, "DynamoDB") {
            assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
            assert_eq!(filter(at(source, "/FilterCriteria")), local_filter(local));
            assert_eq!(source["BatchSize"], row.batch);
            followers.push(package.clone());
        }
    }
    assert_eq!(followers, [function.as_str()]);
}

#[test]
fn stored_objects_are_told_of_alike() {
    let (template, stores) = (load("template.yaml"), load("infra/stores.yaml"));
    let fed = fed_by_queues(&template);
    let mut deployed = BTreeSet::new();
    for (name, bucket) in at(&stores, "/Resources").as_object().unwrap() {
        let rows = bucket.pointer("/Properties/NotificationConfiguration/QueueConfigurations");
        for row in rows.and_then(Value::as_array).into_iter().flatten() {
            let output = at(row, "/Queue/!GetAtt").as_str().unwrap();
            let queue =
                at(&stores, "/Outputs").as_object().unwrap().iter().find(|one| one.1["Value"]["!GetAtt"] == output);
            let queue = queue.unwrap().0.strip_suffix("QueueArn").unwrap();
            let rules = at(row, "/Filter/S3Key/Rules").as_array().unwrap();
            let rule = |sort: &str| {
                let found = rules.iter().find(|rule| rule["Name"] == sort);
                found.map_or(String::new(), |rule| rule["Value"].as_str().unwrap().to_owned())
            };
            deployed.insert((name.to_lowercase(), rule("prefix"), rule("suffix"), fed[queue].0.clone()));
        }
    }
    let rows = Topology::service().notifications.into_iter();
    let local = rows.map(|row| {
        let bucket = ["uploads", "documents", "imports"].into_iter().find(|name| row.bucket.contains(name)).unwrap();
        (bucket.to_owned(), row.prefix, row.suffix, local_queue(&row.queue).0)
    });
    assert_eq!(deployed, local.collect());
}

#[test]
fn the_day_ends_alike() {
    let mut deployed = Vec::new();
    for (package, properties) in functions(&load("template.yaml")) {
        for schedule in events(&properties, "Schedule") {
            let text = text_at(schedule, "/Schedule");
            if let Some(rate) = text.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(" minutes)")) {
                deployed.push((package.clone(), Timing::Every(rate.parse().unwrap())));
                continue;
            }
            let cron = text.strip_prefix("cron(").unwrap().strip_suffix(" * * ? *)").unwrap();
            let (minute, hour) = cron.split_once(' ').unwrap();
            let (minute, hour): (u16, u16) = (minute.parse().unwrap(), hour.parse().unwrap());
            // China Standard Time is eight hours ahead of UTC, all year.
            deployed.push((package.clone(), Timing::Daily((hour + 8) % 24 * 60 + minute)));
        }
    }
    deployed.sort_by_key(|row| row.0.clone());
    let mut local: Vec<_> = Topology::service().schedules.into_iter().map(|row| (row.function, row.timing)).collect();
    local.sort_by_key(|row| row.0.clone());
    assert_eq!(deployed, local);
    for schedule in Topology::service().schedules {
        let practised = format!("/dev/schedules/{}/run", schedule.name);
        assert!(read("docs/OPERATIONS.md").contains(&practised), "docs/OPERATIONS.md does not name {practised}");
    }
}

#[test]
fn the_roadside_check_is_watched_on_all_its_ways() {
    let alarms = load("infra/alarms.yaml");
    let pattern = text_at(&alarms, "/Resources/VerifyFaults/Properties/FilterPattern");
    let watched: BTreeSet<&str> =
        pattern.split("$.route = \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let asked: Vec<String> = read("tests/src/guards/routes.txt")
        .lines()
        .filter(|row| row.contains(" POST verify."))
        .map(|row| format!("POST {}", row.split(' ').next().unwrap()))
        .collect();
    assert_eq!(watched, asked.iter().map(String::as_str).collect());
}

#[test]
fn every_alarm_says_what_to_do() {
    let page = read("docs/OPERATIONS.md");
    for (name, alarm) in at(&load("infra/alarms.yaml"), "/Resources").as_object().unwrap() {
        if alarm["Type"] == "AWS::CloudWatch::Alarm" {
            let name = text_at(alarm, "/Properties/AlarmName/!Sub").strip_prefix("${ServiceName}-").unwrap().to_owned();
            let told = if name.ends_with("-errors") { "<function>-errors".to_owned() } else { name };
            assert!(page.contains(&format!("`{told}`")), "{told} is not explained");
        } else {
            assert!(
                ["AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::Logs::MetricFilter"]
                    .contains(&text_at(alarm, "/Type")),
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_kept_is_kept_well() {
    let stores = load("infra/stores.yaml");
    let (mut tables, mut buckets, mut queues) = (0, 0, 0);
    for (name, resource) in at(&stores, "/Resources").as_object().unwrap() {
        let properties = &resource["Properties"];
        match text_at(resource, "/Type") {
            "AWS::DynamoDB::Table" => {
                assert_eq!(resource["DeletionPolicy"], "Retain", "{name}");
                assert_eq!(properties["DeletionProtectionEnabled"], true, "{name}");
                assert_eq!(properties["TimeToLiveSpecification"]["AttributeName"], "expires_at", "{name}");
                assert_eq!(
                    at(properties, "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"),
                    true,
                    "{name}"
                );
                assert_eq!(at(properties, "/SSESpecification/SSEEnabled"), true, "{name}");
                tables += 1;
            }
            "AWS::S3::Bucket" => {
                let blocked = at(properties, "/PublicAccessBlockConfiguration").as_object().unwrap();
                assert!(blocked.len() == 4 && blocked.values().all(|on| on == true), "{name} is open");
                assert_eq!(at(properties, "/VersioningConfiguration/Status"), "Enabled", "{name}");
                assert!(!at(properties, "/LifecycleConfiguration/Rules").as_array().unwrap().is_empty(), "{name}");
                assert_eq!(resource["DeletionPolicy"], "Retain", "{name}");
                buckets += 1;
            }
            "AWS::SQS::Queue" => {
                let dead = name.ends_with("Dead");
                assert_eq!(properties["SqsManagedSseEnabled"], true, "{name}");
                assert_eq!(properties["MessageRetentionPeriod"], 14 * 24 * 3600, "{name}");
                let redrive = properties["RedrivePolicy"]["deadLetterTargetArn"].clone();
                let wanted = if dead { Value::Null } else { json!({ "!GetAtt": format!("{name}Dead.Arn") }) };
                assert_eq!(redrive, wanted, "{name}");
                queues += 1;
            }
            _ => {}
        }
    }
    assert_eq!((tables, buckets, queues), (3, 4, 9));
    assert_eq!(at(&stores, "/Resources/Records/Properties/StreamSpecification/StreamViewType"), "NEW_AND_OLD_IMAGES");
}
