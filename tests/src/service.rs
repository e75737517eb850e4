//! The whole service in process: the real functions on embedded stores, fed with the JSON that AWS sends, step by step
//! and never by waiting. What follows a commit happens when the test says [`Service::settle`].

mod events;
pub(crate) mod files;
mod keys;
mod people;
mod time;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use aws::{Aws, Buckets, Config, Endpoints, SystemClock, Tables};
use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use edge::{Function, LogSink};
use jiff::{SignedDuration, Timestamp};
use lifecycle::port::{Clock, Index};
use local::host::{Topology, topology::Target};
use local::stores::{self, ObjectEvents, SealKeySpec, StoredObject, Stores};
use serde_json::{Value, json};

use crate::books::Books;

pub(crate) use events::{TOKEN, object, queue, scheduled};
pub(crate) use people::{CITY, OTHER_CITY, Persona, Row, Rows, table};

/// An answer of the API.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u64,
    /// JSON, or text where it is none.
    pub(crate) body: Value,
    /// By lower-case name.
    pub(crate) headers: Value,
}

impl Answer {
    /// The code of a "no"; empty for a "yes".
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// The service and everything that AWS would do around it.
pub(crate) struct Service {
    pub(crate) stores: Stores,
    pub(crate) aws: Aws,
    pub(crate) index: Arc<dyn Index>,
    clock: Arc<Hand>,
    functions: BTreeMap<&'static str, Function>,
    topology: Topology,
    puts: Arc<Puts>,
    position: Mutex<Option<String>>,
    records: Mutex<Vec<Value>>,
    called: Mutex<BTreeSet<String>>,
    log: Arc<Lines>,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let puts = Arc::new(Puts { topology: Topology::service(), ..Puts::default() });
        let events: Arc<dyn ObjectEvents> = puts.clone();
        let stores = stores::start_with(folder.path(), events, local::clock::Clock::system()).await.unwrap();
        stores.prepare(SealKeySpec::Sm2).await.unwrap();
        let clock = Arc::new(Hand::default());
        let aws = connect(&stores, clock.clone(), stores::SEAL_KEY_ALIAS).await;
        local::office::ensure(&stores, &aws).await.unwrap();
        local::trust_office::ensure(&aws, "http://127.0.0.1:8080", &[]).await.unwrap();
        let log = Arc::new(Lines::default());
        Self {
            index: people::index(&aws).await,
            functions: logged(&aws, &log).await,
            topology: Topology::service(),
            position: Mutex::default(),
            records: Mutex::default(),
            called: Mutex::default(),
            log,
            http: reqwest::Client::new(),
            stores,
            aws,
            clock,
            puts,
            _folder: folder,
        }
    }

    /// The functions' API document, as one.
    pub(crate) fn operations(&self) -> BTreeSet<String> {
        self.functions.values().flat_map(Function::routes).map(|route| route.operation).collect()
    }

    /// Every line that the functions have logged.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.log.0.lock().unwrap().clone()
    }

    /// The operations that were answered with a "yes" so far.
    pub(crate) fn called(&self) -> BTreeSet<String> {
        self.called.lock().unwrap().clone()
    }

    /// One request, as the persona or, with none, as anybody.
    pub(crate) async fn ask(&self, who: Option<&Persona>, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.clock.tick();
        let route = |function: &Function| {
            let mut routes = function.routes();
            routes.retain(|route| route.method == method && fits(&route.path, path));
            routes.into_iter().map(|route| (function.name(), route)).collect::<Vec<_>>()
        };
        let found: Vec<_> = self.functions.values().flat_map(route).collect();
        let [(name, route)] = found.as_slice() else { panic!("{method} {path} fits {} routes", found.len()) };
        let event = events::http(who, (method, &route.path), path, body.as_ref());
        let answer = self.functions[name].handle(event).await.unwrap();
        let body = events::body(&answer);
        let (status, headers) = (answer["statusCode"].as_u64().unwrap(), answer["headers"].clone());
        let answer = Answer { status, body, headers };
        if answer.status == 200 {
            self.called.lock().unwrap().insert(route.operation.clone());
        }
        answer
    }

    pub(crate) async fn get(&self, who: &Persona, path: &str) -> Value {
        self.well("GET", path, self.ask(Some(who), "GET", path, None).await)
    }

    pub(crate) async fn put(&self, who: &Persona, path: &str, body: Value) -> Value {
        self.well("PUT", path, self.ask(Some(who), "PUT", path, Some(body)).await)
    }

    pub(crate) async fn post(&self, who: Option<&Persona>, path: &str, body: Value) -> Value {
        self.well("POST", path, self.ask(who, "POST", path, Some(body)).await)
    }

    fn well(&self, method: &str, path: &str, answer: Answer) -> Value {
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        answer.body
    }

    /// Holds if the request is refused with the code; what refused it has changed nothing that settles.
    pub(crate) async fn refused(&self, who: &Persona, (method, path): (&str, &str), body: Value, code: &str) {
        let body = (method != "GET").then_some(body);
        let answer = self.ask(Some(who), method, path, body).await;
        assert_eq!((answer.code(), answer.status >= 400), (code, true), "{method} {path}: {}", answer.body);
    }

    /// Writes to a link as it says.
    pub(crate) async fn upload(&self, link: &Value, bytes: Vec<u8>) -> reqwest::StatusCode {
        let mut request = self.http.put(link["url"].as_str().unwrap()).body(bytes);
        for (name, value) in link["headers"].as_object().unwrap() {
            request = request.header(name, value.as_str().unwrap());
        }
        request.send().await.unwrap().status()
    }

    /// Reads from a link.
    pub(crate) async fn download(&self, link: &Value) -> Vec<u8> {
        let response = self.http.get(link["url"].as_str().unwrap()).send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
        response.bytes().await.unwrap().to_vec()
    }

    /// Hands a function an event and gives back which items it named as failed.
    pub(crate) async fn feed(&self, function: &str, event: Value) -> Vec<Value> {
        let answer = self.functions[function].handle(event).await.unwrap();
        answer["batchItemFailures"].as_array().cloned().unwrap_or_default()
    }

    /// Hands on what objects and the stream tell, until nothing is left. Nothing may fail.
    pub(crate) async fn settle(&self) {
        loop {
            let puts = self.arrivals();
            let records = self.changes().await;
            if puts.is_empty() && records.is_empty() {
                return;
            }
            for (queue, body) in puts {
                self.deliver(&queue, &[body]).await;
            }
            self.hand_on(&records).await;
        }
    }

    /// After everything was handed on, the books are whole and the status lists agree with them.
    pub(crate) async fn is_whole(&self) {
        self.settle().await;
        let books = Books::load(&self.stores, &self.aws).await;
        assert_eq!((books.violations(), books.list_violations()), (vec![], vec![]));
    }

    /// What S3 has told of since the last look: queue and body, not yet handed on.
    pub(crate) fn arrivals(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.puts.told.lock().unwrap())
    }

    /// Every record of the stream that was read so far.
    pub(crate) fn records(&self) -> Vec<Value> {
        self.records.lock().unwrap().clone()
    }

    /// Everything in the records table, by key: two of these tell whether anything changed.
    pub(crate) async fn dump(&self) -> BTreeMap<String, String> {
        let mut items = self.stores.dynamodb().scan().table_name(stores::RECORDS_TABLE).into_paginator().items().send();
        let mut dump = BTreeMap::new();
        while let Some(item) = items.next().await {
            let item: BTreeMap<_, _> = item.unwrap().into_iter().collect();
            dump.insert(format!("{:?} {:?}", item["pk"], item["sk"]), format!("{item:?}"));
        }
        dump
    }

    async fn hand_on(&self, records: &[Value]) {
        for subscription in &self.topology.subscriptions {
            let (filter, target) = match &subscription.target {
                Target::Function { function, filter } => (filter, Ok(function)),
                Target::Pipe { queue, filter } => (filter, Err(queue)),
            };
            let taken: Vec<&Value> = records.iter().filter(|record| filter.takes(record)).collect();
            for batch in taken.chunks(usize::try_from(subscription.batch).unwrap()) {
                match target {
                    Ok(function) => {
                        let failed = self.feed(function, json!({ "Records": batch })).await;
                        assert_eq!(failed, Vec::<Value>::new(), "{function}");
                    }
                    Err(queue) => {
                        let bodies: Vec<String> = batch.iter().map(ToString::to_string).collect();
                        self.deliver(queue, &bodies).await;
                    }
                }
            }
        }
    }

    async fn deliver(&self, queue: &str, bodies: &[String]) {
        let row = self.topology.queues.iter().find(|row| row.name == queue).unwrap();
        for batch in bodies.chunks(usize::try_from(row.batch).unwrap()) {
            let named = batch.iter().enumerate().map(|(n, body)| (format!("message-{n}"), body.clone()));
            let failed = self.feed(&row.function, events::queue(&named.collect::<Vec<_>>())).await;
            assert_eq!(failed, Vec::<Value>::new(), "{queue}");
        }
    }

    /// Reads the table's stream from where the last reading ended to its end.
    async fn changes(&self) -> Vec<Value> {
        let client = self.stores.streams();
        let listed = client.list_streams().table_name(stores::RECORDS_TABLE).send().await.unwrap();
        let arn = listed.streams()[0].stream_arn().unwrap().to_owned();
        let told = client.describe_stream().stream_arn(&arn).send().await.unwrap();
        let shard = told.stream_description().unwrap().shards()[0].shard_id().unwrap().to_owned();
        let mut fresh = Vec::new();
        loop {
            let position = self.position.lock().unwrap().clone();
            let kind = match position {
                Some(_) => ShardIteratorType::AfterSequenceNumber,
                None => ShardIteratorType::TrimHorizon,
            };
            let iterator = client.get_shard_iterator().stream_arn(&arn).shard_id(&shard).shard_iterator_type(kind);
            let iterator = iterator.set_sequence_number(position).send().await.unwrap().shard_iterator;
            let read = client.get_records().set_shard_iterator(iterator).send().await.unwrap();
            let Some(last) = read.records().last() else { break };
            let last = last.dynamodb().unwrap().sequence_number().unwrap().to_owned();
            *self.position.lock().unwrap() = Some(last);
            fresh.extend(read.records().iter().map(events::change));
        }
        self.records.lock().unwrap().extend(fresh.iter().cloned());
        fresh
    }
}

/// The functions by name.
async fn logged(aws: &Aws, log: &Arc<Lines>) -> BTreeMap<&'static str, Function> {
    let functions = local::assembly::functions(aws, false).await.unwrap();
    functions.into_iter().map(|function| (function.name(), function.log(log.clone()))).collect()
}

/// Whether a path, without its query, is one of the template.
fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(part, own)| part == own || (part.starts_with('{') && !own.is_empty()))
}

async fn connect(stores: &Stores, clock: Arc<Hand>, seal_key: &str) -> Aws {
    let endpoints = Endpoints::Loopback {
        dynamodb: stores.dynamodb_url.clone(),
        s3: stores.s3_url.clone(),
        kms: stores.kms_url.clone(),
        access_key: stores.access_key_id().to_owned(),
        secret_key: stores.secret_access_key().to_owned(),
    };
    let config = Config {
        tables: Tables {
            records: stores::RECORDS_TABLE.into(),
            counts: stores::COUNTS_TABLE.into(),
            access: stores::ACCESS_TABLE.into(),
        },
        buckets: Buckets {
            uploads: stores::UPLOADS_BUCKET.into(),
            documents: stores::DOCUMENTS_BUCKET.into(),
            imports: stores::IMPORTS_BUCKET.into(),
            lists: stores::LISTS_BUCKET.into(),
        },
        seal_key: seal_key.into(),
        status_key: stores::STATUS_KEY_ALIAS.into(),
        display_key: stores::DISPLAY_KEY_ALIAS.into(),
        root_key: stores::ROOT_KEY_ALIAS.into(),
        data_key: stores::DATA_KEY_ALIAS.into(),
        code_base: seal::BaseAddress::parse("HTTPS://LZ.EXAMPLE/#").unwrap(),
    };
    Aws::connect(config, endpoints, clock).await
}

/// A clock that moves a millisecond with every request. It starts at the machine's time, because S3 judges links by its
/// own, but a minute before a day ends it stands there.
struct Hand(Mutex<Timestamp>);

impl Default for Hand {
    fn default() -> Self {
        let now = SystemClock.now();
        let later = now + SignedDuration::from_mins(1);
        let turns = license::clock::chinese_day(now) != license::clock::chinese_day(later);
        Self(Mutex::new(if turns { now - SignedDuration::from_mins(1) } else { now }))
    }
}

impl Hand {
    fn tick(&self) {
        *self.0.lock().unwrap() += SignedDuration::from_millis(1);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Hears of stored objects, as S3's notifications would tell them.
#[derive(Default)]
struct Puts {
    topology: Topology,
    intents: Mutex<Vec<(String, String)>>,
    told: Mutex<Vec<(String, String)>>,
}

impl Puts {
    fn queue(&self, bucket: &str, key: &str) -> Option<String> {
        let rows = &self.topology.notifications;
        rows.iter().find(|row| row.fits(bucket, key)).map(|row| row.queue.clone())
    }
}

impl ObjectEvents for Puts {
    fn watches(&self, bucket: &str, key: &str) -> bool {
        self.queue(bucket, key).is_some()
    }

    fn intend(&self, bucket: &str, key: &str) -> Result<i64, String> {
        let mut intents = self.intents.lock().unwrap();
        intents.push((bucket.to_owned(), key.to_owned()));
        i64::try_from(intents.len()).map_err(|error| error.to_string())
    }

    fn settle(&self, intent: i64, stored: Option<&StoredObject>) -> Result<(), String> {
        let place = usize::try_from(intent - 1).unwrap();
        let (bucket, key) = self.intents.lock().unwrap()[place].clone();
        if let Some(stored) = stored {
            let body = events::object(&bucket, &key, stored.size_bytes, &stored.etag).to_string();
            self.told.lock().unwrap().push((self.queue(&bucket, &key).unwrap(), body));
        }
        Ok(())
    }
}

/// What the functions would print.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl LogSink for Lines {
    fn write(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}
