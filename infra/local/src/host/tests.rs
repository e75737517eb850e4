//! The whole host over real HTTP and real SDK clients: from the front door to the functions and back.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::topology::{Envelope, Filter, Notification, QueueRow, ScheduleRow, Subscription, Target, Timing};
use super::{Ground, Handler, Host, HostConfig, HostError, Persona, RouteRow, Topology, Wiring};

/// Hands each event to the test; answers an HTTP event with itself.
struct Telling(&'static str, UnboundedSender<(&'static str, Value)>);

#[async_trait]
impl Handler for Telling {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        self.1.send((self.0, event.clone())).unwrap();
        match event["rawPath"].as_str() {
            Some("/broken") => Err("a secret of the function".to_owned()),
            Some(_) => Ok(json!({ "statusCode": 200, "body": event.to_string() })),
            None => Ok(Value::Null),
        }
    }
}

fn route(method: &str, path: &str, public: bool) -> RouteRow {
    let (method, path_template) = (method.to_owned(), path.to_owned());
    RouteRow { method, path_template, function: "deliver".to_owned(), public }
}

fn queue(name: &str, envelope: Envelope) -> QueueRow {
    QueueRow { name: name.to_owned(), function: name.to_owned(), batch: 10, envelope }
}

fn config(data: &Path) -> HostConfig {
    let filter = Filter::inserted(&[("entity", &["event"]), ("kind", &["approved"])]);
    let pipe = Target::Pipe { queue: "issue".to_owned(), filter };
    let events = Filter::inserted(&[("entity", &["event"])]);
    let whole = Target::Function { function: "statistics".to_owned(), filter: events };
    let subscription = |name: &str, target| Subscription { name: name.to_owned(), batch: 10, target };
    let daily = ScheduleRow::new("daily", "statistics", Timing::Daily(0));
    HostConfig {
        routes: vec![
            route("GET", "/licenses/{id}", false),
            route("POST", "/verifications", true),
            route("GET", "/broken", true),
        ],
        topology: Topology {
            subscriptions: vec![subscription("pipe", pipe), subscription("statistics", whole)],
            queues: vec![
                queue("issue", Envelope::Queue),
                queue("review-photo", Envelope::Queue),
                queue("statistics", Envelope::Stream),
            ],
            notifications: vec![Notification::new("uploads", "", "", "review-photo")],
            schedules: vec![daily],
        },
        ..HostConfig::on(data)
    }
}

fn wiring(sender: &UnboundedSender<(&'static str, Value)>) -> Wiring {
    let telling = |name| {
        let handler: Arc<dyn Handler> = Arc::new(Telling(name, sender.clone()));
        (name.to_owned(), handler)
    };
    let persona = Persona {
        id: "officer-shenyang".to_owned(),
        title: "Officer, Shenyang".to_owned(),
        role: "officer".to_owned(),
        division: Some("210100".to_owned()),
        assurance: "real-name".to_owned(),
        person: None,
        acts_for: Vec::new(),
    };
    let functions = ["deliver", "issue", "review-photo", "statistics"].map(telling);
    Wiring { functions: BTreeMap::from(functions), routes: Vec::new(), personas: vec![persona] }
}

struct Fixture {
    folder: tempfile::TempDir,
    host: Host,
    client: reqwest::Client,
    events: UnboundedReceiver<(&'static str, Value)>,
    sender: UnboundedSender<(&'static str, Value)>,
}

async fn opened() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sign-in-key.pem"), super::sign_in::tests::pem()).unwrap();
    let (sender, events) = unbounded_channel();
    let ground = Ground::prepare(config(folder.path())).await.unwrap();
    let host = ground.open(wiring(&sender)).await.unwrap();
    Fixture { folder, host, client: reqwest::Client::new(), events, sender }
}

impl Fixture {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host.address())
    }

    async fn token(&self, request: Value) -> String {
        let answer = self.client.post(self.url("/dev/token")).json(&request).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// The next event of a function; others that come before it are passed over.
    async fn event(&mut self, function: &str) -> Value {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.events.recv()).await;
            let (name, event) = next.expect("no event came").unwrap();
            if name == function {
                return event;
            }
        }
    }

    async fn put(&self, key: &str, kind: &str) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let put = self.host.stores().dynamodb().put_item().table_name("records");
        let put = put.item("pk", text("p")).item("sk", text(key)).item("entity", text("event"));
        put.item("kind", text(kind)).send().await.unwrap();
    }
}

async fn problem(request: reqwest::RequestBuilder, status: u16, code: &str) -> Value {
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.status().as_u16(), status);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)));
    problem
}

#[tokio::test]
async fn the_front_door_asks_the_owning_function() {
    let f = opened().await;
    let token = f.token(json!({ "persona": "officer-shenyang" })).await;
    let answer = f.client.get(f.url("/licenses/7?full=1")).bearer_auth(&token).send().await.unwrap();
    let event: Value = answer.json().await.unwrap();
    assert_eq!(event["routeKey"], "GET /licenses/{id}");
    assert_eq!(event["pathParameters"]["id"], "7");
    let claims = &event["requestContext"]["authorizer"]["jwt"]["claims"];
    assert_eq!((&claims["role"], &claims["division"]), (&json!("officer"), &json!("210100")));

    let public = f.client.post(f.url("/verifications")).bearer_auth(&token).body("x").send().await.unwrap();
    let event: Value = public.json().await.unwrap();
    assert!(event["requestContext"].get("authorizer").is_none(), "a public route looks at no token");
    f.host.stop().await;
}

#[tokio::test]
async fn the_front_door_refuses_by_name() {
    let f = opened().await;
    let expired = f.token(json!({ "persona": "officer-shenyang", "expired": true })).await;
    let get = |path: &str| f.client.get(f.url(path));
    problem(get("/licenses"), 404, "route.unknown").await;
    problem(f.client.delete(f.url("/licenses/7")), 404, "route.unknown").await;
    problem(get("/dev/none"), 404, "route.unknown").await;
    problem(get("/licenses/7"), 401, "signin.missing").await;
    problem(get("/licenses/7").bearer_auth(&expired), 401, "signin.expired").await;
    problem(get("/licenses/7").bearer_auth("x"), 401, "signin.invalid").await;
    problem(get("/dev/personas").header("host", "evil.example"), 403, "host.foreign").await;
    let stranger = f.client.post(f.url("/dev/token")).json(&json!({ "persona": "stranger" }));
    problem(stranger, 404, "persona.unknown").await;
    problem(f.client.post(f.url("/dev/queues/none/replay")), 404, "queue.unknown").await;
    problem(f.client.post(f.url("/dev/schedules/none/run")), 404, "schedule.unknown").await;
    let broken = problem(get("/broken"), 500, "service.fault").await;
    assert!(!broken.to_string().contains("secret"));

    let send = |size: usize| f.client.post(f.url("/verifications")).body(vec![b' '; size]);
    let limit = super::gateway::BODY_BYTES_MAX;
    assert_eq!(send(limit).send().await.unwrap().status().as_u16(), 200);
    problem(send(limit + 1), 413, "input.too_large").await;
    f.host.stop().await;
}

#[tokio::test]
async fn the_provider_is_an_oidc_issuer() {
    let f = opened().await;
    let configuration = f.client.get(f.url("/dev/.well-known/openid-configuration")).send().await.unwrap();
    let configuration: Value = configuration.json().await.unwrap();
    assert_eq!(configuration["issuer"], f.url("/dev"));
    let key_set = f.client.get(configuration["jwks_uri"].as_str().unwrap()).send().await.unwrap();
    let key_set: Value = key_set.json().await.unwrap();
    assert_eq!(key_set["keys"][0]["alg"], "RS256");
    assert!(key_set["keys"][0].get("d").is_none(), "the private half stays inside");
    f.host.stop().await;
}

#[tokio::test]
async fn what_is_committed_reaches_its_functions() {
    let mut f = opened().await;
    f.put("1", "approved").await;
    let issue = f.event("issue").await;
    let record: Value = serde_json::from_str(issue["Records"][0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(record["dynamodb"]["NewImage"]["kind"]["S"], "approved");
    f.put("2", "activated").await;
    let mut last = Value::Null;
    while last != "2" {
        let event = f.event("statistics").await;
        let records = event["Records"].as_array().unwrap();
        last = records.last().unwrap()["dynamodb"]["Keys"]["sk"]["S"].clone();
    }

    let put = f.host.stores().s3().put_object().bucket("uploads").key("p/1");
    put.body(ByteStream::from_static(b"12345")).send().await.unwrap();
    let told = f.event("review-photo").await;
    let body: Value = serde_json::from_str(told["Records"][0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["Records"][0]["s3"]["object"]["key"], "p/1");

    let run = f.client.post(f.url("/dev/schedules/daily/run")).send().await.unwrap();
    assert_eq!(run.status().as_u16(), 204);
    assert_eq!(f.event("statistics").await["detail-type"], "Scheduled Event");
    f.host.stop().await;
}

#[tokio::test]
async fn a_new_host_goes_on_where_the_old_one_stopped() {
    let f = opened().await;
    let Fixture { folder, host, sender, events, client } = f;
    let stores_only = {
        host.stop().await;
        crate::stores::start(folder.path()).await.unwrap()
    };
    let put = stores_only.dynamodb().put_item().table_name("records");
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = put.item("pk", text("p")).item("sk", text("while-down")).item("entity", text("event"));
    put.item("kind", text("approved")).send().await.unwrap();
    stores_only.stop().await;

    let ground = Ground::prepare(config(folder.path())).await.unwrap();
    let second = Ground::prepare(config(folder.path())).await.unwrap_err();
    assert!(matches!(second, HostError::FolderInUse(_)), "{second}");
    let host = ground.open(wiring(&sender)).await.unwrap();
    let mut f = Fixture { folder, host, client, events, sender };
    let issue = f.event("issue").await;
    assert!(issue["Records"][0]["body"].as_str().unwrap().contains("while-down"));
    f.host.stop().await;
    assert!(f.folder.path().join("host.sqlite").exists());
}

#[tokio::test]
async fn a_host_that_cannot_serve_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let outside = HostConfig { address: "0.0.0.0".parse().unwrap(), ..config(folder.path()) };
    assert!(matches!(Ground::prepare(outside).await, Err(HostError::NotLoopback(_))));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let busy = HostConfig { port, ..config(folder.path()) };
    assert!(matches!(Ground::prepare(busy).await, Err(HostError::Listen(_, _))));

    let (sender, _events) = unbounded_channel();
    let mut wiring = wiring(&sender);
    wiring.functions.remove("issue");
    let ground = Ground::prepare(config(folder.path())).await.unwrap();
    assert!(matches!(ground.open(wiring).await, Err(HostError::Wiring(_))));

    let mut unsafe_config = config(folder.path());
    unsafe_config.topology.queues.retain(|row| row.envelope == Envelope::Queue);
    let ground = Ground::prepare(unsafe_config).await.unwrap();
    assert!(matches!(ground.open(self::wiring(&sender)).await, Err(HostError::Wiring(_))));
}
