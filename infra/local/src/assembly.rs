//! Makes the functions on the running stores and says which requests and events reach which of them: the local twin of
//! template.yaml.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use aws::{Aws, Buckets, Config, Endpoints, SystemClock, Tables};
use edge::{Function, LogSink};
use license::caller::Role;
use license::clock::chinese_day;
use license::event::{Event, EventId, EventKind, Scope};
use lifecycle::error::{CommitError, Fault};
use lifecycle::port::{Books, Clock, Commit, Committed};
use seal::BaseAddress;
use serde_json::Value;

use crate::cast::personas;
use crate::cli::{Command, Serve};
use crate::host::{Ground, Handler, Host, HostConfig, HostError, RouteRow, Topology, Wiring, run};
use crate::starter::{self, Recipe};
use crate::stores::{self as names, Stores};

/// What license codes begin with locally. A deployment configures its own public page.
const CODE_BASE: &str = "HTTP://127.0.0.1:8080/#";

/// Does what the command says.
///
/// # Errors
/// Why it cannot be done.
pub async fn execute(command: Command) -> Result<ExitCode, HostError> {
    match command {
        Command::Serve(serve) => run(config(&serve), async |stores| wiring(stores, &serve).await).await?,
        Command::Demo(demo) => crate::demo::run(&demo.out).await?,
        Command::Generate(generate) => generate.write()?,
        Command::Preview(asked) => crate::preview::run(&asked)?,
        Command::Sister(asked) => crate::sister::run(&asked).await?,
        Command::Verify(asked) => return Ok(crate::verify_shown::run(&asked).into()),
        Command::RequestCertificate(asked) => crate::seal_office::request(&asked).await?,
        Command::InstallSeal(asked) => crate::seal_office::install(&asked).await?,
        Command::DraftTrustList(asked) => crate::trust_office::draft(&asked).await?,
        Command::SignTrustList(asked) => crate::trust_office::sign(&asked).await?,
        Command::InstallTrustList(asked) => crate::trust_office::install(&asked).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The running service, for whoever asks it from within the same process.
///
/// # Errors
/// Why it cannot start.
pub async fn host(serve: &Serve) -> Result<Host, HostError> {
    let ground = Ground::prepare(config(serve)).await?;
    let wiring = wiring(ground.stores(), serve).await.map_err(HostError::Wiring)?;
    ground.open(wiring).await
}

fn config(serve: &Serve) -> HostConfig {
    HostConfig {
        address: serve.address,
        port: serve.port,
        seal_key: serve.seal_key.spec(),
        topology: Topology::service(),
        ..HostConfig::on(&serve.data)
    }
}

/// The functions, their routes, and who can sign in.
async fn wiring(stores: &Stores, serve: &Serve) -> Result<Wiring, String> {
    let aws = connect(stores).await.map_err(|error| error.to_string())?;
    crate::office::ensure(stores, &aws).await?;
    let sisters = serve.sister.iter().map(|folder| crate::trust_office::sister(folder));
    let sisters: Vec<_> = sisters.collect::<Result<_, _>>()?;
    crate::trust_office::ensure(&aws, &format!("http://127.0.0.1:{}", serve.port), &sisters).await?;
    let functions = functions(&aws, serve.hold_commit).await.map_err(|fault| fault.to_string())?;
    let log = Arc::new(Requests::open(&serve.data).map_err(|error| error.to_string())?);
    let functions: Vec<Function> = functions.into_iter().map(|function| function.log(log.clone())).collect();
    let personas = people(stores, &aws, serve).await?;
    let routes = functions.iter().flat_map(routes).collect();
    let functions = functions.into_iter().map(|function| (function.name().to_owned(), handler(function)));
    Ok(Wiring { functions: functions.collect(), routes, personas })
}

/// The adapters over the embedded stores.
///
/// # Errors
/// The code base is not one.
pub async fn connect(stores: &Stores) -> Result<Aws, seal::BaseAddressError> {
    connect_with(stores, names::SEAL_KEY_ALIAS).await
}

/// The adapters, with another key for signing: the development office has three.
///
/// # Errors
/// The code base is not one.
pub async fn connect_with(stores: &Stores, seal_key: &str) -> Result<Aws, seal::BaseAddressError> {
    let config = Config {
        tables: Tables {
            records: names::RECORDS_TABLE.to_owned(),
            counts: names::COUNTS_TABLE.to_owned(),
            access: names::ACCESS_TABLE.to_owned(),
        },
        buckets: Buckets {
            uploads: names::UPLOADS_BUCKET.to_owned(),
            documents: names::DOCUMENTS_BUCKET.to_owned(),
            imports: names::IMPORTS_BUCKET.to_owned(),
            lists: names::LISTS_BUCKET.to_owned(),
        },
        seal_key: seal_key.to_owned(),
        status_key: names::STATUS_KEY_ALIAS.to_owned(),
        display_key: names::DISPLAY_KEY_ALIAS.to_owned(),
        root_key: names::ROOT_KEY_ALIAS.to_owned(),
        data_key: names::DATA_KEY_ALIAS.to_owned(),
        code_base: BaseAddress::parse(CODE_BASE)?,
    };
    let endpoints = Endpoints::Loopback {
        dynamodb: stores.dynamodb_url.clone(),
        s3: stores.s3_url.clone(),
        kms: stores.kms_url.clone(),
        access_key: stores.access_key_id().to_owned(),
        secret_key: stores.secret_access_key().to_owned(),
    };
    Ok(Aws::connect(config, endpoints, Arc::new(SystemClock)).await)
}

/// Every function of the service.
///
/// # Errors
/// The data key cannot be had.
pub async fn functions(aws: &Aws, hold_commit: bool) -> Result<Vec<Function>, Fault> {
    let index: Arc<dyn lifecycle::port::Index> = aws.index().await?;
    let event_of = aws::stream::event_from_record;
    let mut issue = aws.issue().await?;
    if hold_commit {
        issue.books = Arc::new(Held(issue.books));
    }
    Ok(vec![
        apply::function(aws.apply(), index.clone()),
        review_photo::function(aws.review_photo()),
        review::function(aws.review(), index.clone()),
        issue::function(issue, event_of),
        deliver::function(aws.deliver(), index.clone()),
        verify::function(aws.verify().await?, index.clone()),
        revoke::function(aws.revoke(), index.clone()),
        register::function(aws.register().await?, index.clone()),
        statistics::function(aws.statistics(), index, event_of),
        publish::function(aws.publish(), event_of),
    ])
}

/// Who can sign in; a new folder gets the sample register unless it is to start empty.
async fn people(stores: &Stores, aws: &Aws, serve: &Serve) -> Result<Vec<crate::host::Persona>, String> {
    let words = |error: HostError| error.to_string();
    let (recipe, is_new) = Recipe::of(&serve.data, chinese_day(SystemClock.now())).map_err(words)?;
    let register = recipe.register().map_err(words)?;
    if is_new {
        if !serve.empty {
            starter::put(stores, &register).await.map_err(words)?;
        }
        recipe.keep(&serve.data).map_err(words)?;
    }
    let index = aws.index().await.map_err(|fault| fault.to_string())?;
    Ok(personas(&register, recipe.as_of, &*index))
}

fn routes(function: &Function) -> Vec<RouteRow> {
    let row = |route: edge::Route| RouteRow {
        public: route.roles == [Role::Public],
        method: route.method.to_owned(),
        path_template: route.path,
        function: function.name().to_owned(),
    };
    function.routes().into_iter().map(row).collect()
}

fn handler(function: Function) -> Arc<dyn Handler> {
    Arc::new(Local(function))
}

struct Local(Function);

#[async_trait]
impl Handler for Local {
    async fn handle(&self, event: Value) -> Result<Value, String> {
        self.0.handle(event).await.map_err(|error| error.to_string())
    }
}

/// One line a request, appended to a file of the data folder; the terminal is for people.
struct Requests(Mutex<File>);

impl Requests {
    fn open(data: &Path) -> std::io::Result<Self> {
        let file = File::options().create(true).append(true).open(data.join("requests.jsonl"))?;
        Ok(Self(Mutex::new(file)))
    }
}

impl LogSink for Requests {
    fn write(&self, line: &str) {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writeln!(file, "{line}") {
            eprintln!("a line of the request log is lost: {error}");
        }
    }
}

/// Books that never come to commit a license: for showing what a crash just before it loses, which is nothing.
struct Held(Arc<dyn Books>);

#[async_trait]
impl Books for Held {
    async fn commit(&self, commit: &Commit) -> Result<Committed, CommitError> {
        if commit.event.kind == EventKind::LicenseIssued {
            std::future::pending::<()>().await;
        }
        self.0.commit(commit).await
    }

    async fn event(&self, id: &EventId) -> Result<Option<Event>, Fault> {
        self.0.event(id).await
    }

    async fn history(&self, scope: &Scope) -> Result<Vec<Event>, Fault> {
        self.0.history(scope).await
    }
}
