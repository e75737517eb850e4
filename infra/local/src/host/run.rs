//! Puts the host together, starts it and stops it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::book::{Book, RetryPolicy};
use super::feed::{Feed, Step};
use super::gateway::{self, Gateway};
use super::handler::{Functions, Handler};
use super::identity::{Identity, Persona, SignInKey};
use super::lock::{FolderLock, check_loopback};
use super::object_events::Notifier;
use super::queues::Worker;
use super::topology::{Envelope, QueueRow, ScheduleRow, Subscription};
use super::{HostConfig, HostError, RouteRow, desk, schedule};
use crate::clock::Clock;
use crate::stores::{self, Stores};

/// A stream is looked at this often even when no function has ended.
const STREAM_LOOK: Duration = Duration::from_millis(250);
/// A queue is looked at this often even when nothing is known to be due.
const QUEUE_LOOK: Duration = Duration::from_secs(60);
const SCHEDULE_LOOK: Duration = Duration::from_secs(30);
const SWEEP_LOOK: Duration = Duration::from_secs(60);
/// After a failure of the host's own means.
const PAUSE: Duration = Duration::from_secs(1);
/// How long open requests may take to end when the host stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// What can be made only when the stores run.
pub struct Wiring {
    /// The functions by name.
    pub functions: BTreeMap<String, Arc<dyn Handler>>,
    /// Which function answers which request, beside what the configuration says.
    pub routes: Vec<RouteRow>,
    /// Who can sign in.
    pub personas: Vec<Persona>,
}

/// The ground that the functions stand on: the folder held, the stores prepared, the port taken.
#[derive(Debug)]
pub struct Ground {
    config: HostConfig,
    clock: Clock,
    listener: TcpListener,
    book: Arc<Book>,
    notifier: Notifier,
    stores: Stores,
    lock: FolderLock,
}

impl Ground {
    /// Takes the folder and the port, and starts and prepares the stores.
    ///
    /// # Errors
    /// The folder is in use, the address is not loopback or not free, or a store cannot start.
    pub async fn prepare(config: HostConfig) -> Result<Self, HostError> {
        let clock = Clock::system();
        check_loopback(config.address)?;
        let lock = FolderLock::take(&config.data)?;
        let address = SocketAddr::from((config.address, config.port));
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| HostError::Listen(address, error))?;
        let book = Arc::new(Book::open(&config.data)?);
        let notifier = Notifier::new(book.clone(), config.topology.notifications.clone(), clock.clone());
        let stores = stores::start_with(&config.data, Arc::new(notifier.clone()), clock.clone()).await?;
        stores.prepare(config.seal_key).await?;
        Ok(Self { config, clock, listener, book, notifier, stores, lock })
    }

    /// The running stores, for making the functions.
    #[must_use]
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// Opens the front door and begins to feed the functions.
    ///
    /// # Errors
    /// A route or an event source names a function that is not there, or the stores cannot be read.
    pub async fn open(mut self, wiring: Wiring) -> Result<Host, HostError> {
        self.config.routes.extend(wiring.routes);
        let functions = Functions::new(wiring.functions);
        self.check_wiring(&functions)?;
        let address = self.listener.local_addr();
        let address = address.map_err(|error| HostError::Io { what: "the port", error })?;
        let key = SignInKey::open(&self.config.data)?;
        let issuer = format!("http://{address}/dev");
        let identity = Identity::new(issuer, key, wiring.personas, self.clock.clone());

        // Nobody is at work yet: what the last process had in hand is anyone's again.
        self.book.show_all(self.clock.now_ms())?;
        self.notifier.replay(&self.stores).await?;
        let mut tasks = JoinSet::new();
        self.feed(&functions, &mut tasks).await?;
        self.work(&functions, &mut tasks);
        self.keep_time(&functions, &mut tasks);
        Ok(self.serve(address, identity, functions, tasks))
    }

    fn check_wiring(&self, functions: &Functions) -> Result<(), HostError> {
        let topology = &self.config.topology;
        let fed = topology.subscriptions.iter().filter_map(Subscription::function);
        let named = (self.config.routes.iter().map(|row| row.function.as_str()))
            .chain(fed)
            .chain(topology.queues.iter().map(|row| row.function.as_str()))
            .chain(topology.schedules.iter().map(|row| row.function.as_str()));
        for name in named {
            if !functions.has(name) {
                return Err(HostError::Wiring(format!("no function is named {name}")));
            }
        }
        let fed = topology.subscriptions.iter().filter(|subscription| subscription.function().is_some());
        for Subscription { name, .. } in fed {
            // Else nobody could replay what the stream has set aside.
            let replays = |row: &QueueRow| row.name == *name && row.envelope == Envelope::Stream;
            if !topology.queues.iter().any(replays) {
                return Err(HostError::Wiring(format!("no queue takes back what {name} sets aside")));
            }
        }
        Ok(())
    }

    async fn feed(&self, functions: &Functions, tasks: &mut JoinSet<()>) -> Result<(), HostError> {
        for subscription in &self.config.topology.subscriptions {
            let (book, functions) = (self.book.clone(), functions.clone());
            let policy = RetryPolicy::default();
            let feed = Feed::open(&self.stores, book, functions.clone(), self.clock.clone(), policy).await?;
            tasks.spawn(follow(feed, subscription.clone(), functions));
        }
        Ok(())
    }

    fn work(&self, functions: &Functions, tasks: &mut JoinSet<()>) {
        for row in &self.config.topology.queues {
            tasks.spawn(attend(Worker {
                row: row.clone(),
                book: self.book.clone(),
                functions: functions.clone(),
                clock: self.clock.clone(),
                policy: RetryPolicy::default(),
            }));
        }
    }

    fn keep_time(&self, functions: &Functions, tasks: &mut JoinSet<()>) {
        for row in &self.config.topology.schedules {
            let (book, functions) = (self.book.clone(), functions.clone());
            tasks.spawn(keep_schedule(row.clone(), book, functions, self.clock.clone()));
        }
    }

    fn serve(self, address: SocketAddr, identity: Identity, functions: Functions, tasks: JoinSet<()>) -> Host {
        let personas = identity.personas().to_vec();
        let gateway = Gateway {
            routes: self.config.routes,
            functions: functions.clone(),
            sign_in: identity.sign_in(),
            clock: self.clock.clone(),
        };
        let desk =
            desk::Desk { identity, book: self.book, functions, topology: self.config.topology, clock: self.clock };
        let router = gateway::router(gateway).nest("/dev", desk::router(desk));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let (stop, mut stopped) = watch::channel(false);
        let mut front = JoinSet::new();
        let listener = self.listener;
        front.spawn(async move {
            let signal = async move { drop(stopped.wait_for(|stop| *stop).await) };
            if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(signal).await {
                eprintln!("the front door closed: {error}");
            }
        });
        Host { address, personas, stop, front, tasks, stores: self.stores, _lock: self.lock }
    }
}

/// A running host.
pub struct Host {
    address: SocketAddr,
    personas: Vec<Persona>,
    stop: watch::Sender<bool>,
    front: JoinSet<()>,
    tasks: JoinSet<()>,
    stores: Stores,
    _lock: FolderLock,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Host({})", self.address)
    }
}

impl Host {
    /// Where the front door is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The running stores.
    #[must_use]
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// Who can sign in.
    #[must_use]
    pub fn personas(&self) -> &[Persona] {
        &self.personas
    }

    /// Lets open requests end, then stops. What was still to be delivered is delivered after the next start.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(FAREWELL, self.front.join_next()).await.is_err() {
            self.front.shutdown().await;
        }
        self.tasks.shutdown().await;
        self.stores.stop().await;
    }

    /// Serves until the system asks the process to end, and removes what has expired meanwhile.
    pub async fn until_asked_to_end(self) {
        let mut asked = std::pin::pin!(asked_to_end());
        while tokio::time::timeout(SWEEP_LOOK, &mut asked).await.is_err() {
            if let Err(error) = self.stores.sweep_expired() {
                eprintln!("expired items stay: {error}");
            }
        }
        self.stop().await;
    }
}

/// Runs a host until the process is asked to end. `wire` makes the functions on the running stores.
///
/// # Errors
/// The host cannot start.
pub async fn run(
    config: HostConfig,
    wire: impl AsyncFnOnce(&Stores) -> Result<Wiring, String>,
) -> Result<(), HostError> {
    let ground = Ground::prepare(config).await?;
    let wiring = wire(ground.stores()).await.map_err(HostError::Wiring)?;
    let host = ground.open(wiring).await?;
    announce(&host);
    host.until_asked_to_end().await;
    Ok(())
}

fn announce(host: &Host) {
    let address = host.address();
    println!("Luzheng serves at http://{address}");
    println!("A token for one of the people below:");
    println!(
        "  curl -s http://{address}/dev/token -H 'content-type: application/json' -d '{{\"persona\":\"holder-008\"}}'"
    );
    // Thirty officers differ only in their city: the first pair stands for all.
    let (mut shown, mut cities) = (Vec::new(), Vec::new());
    for persona in host.personas() {
        let is_officer = persona.role == "officer" || persona.role == "reviewer";
        match &persona.division {
            Some(city) if is_officer && shown.iter().any(|other: &&Persona| other.role == persona.role) => {
                cities.push(city.to_lowercase());
            }
            Some(_) | None => shown.push(persona),
        }
    }
    for persona in shown {
        println!("  {:<22} {:<12} {}", persona.id, persona.role, persona.title);
    }
    cities.dedup();
    println!("  officer-<city> and reviewer-<city> also for {}", cities.join(", "));
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return drop(tokio::signal::ctrl_c().await);
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    drop(tokio::signal::ctrl_c().await);
}

/// Follows the stream for one subscription: at once when a function has ended, else by looking now and then.
async fn follow(feed: Feed, subscription: Subscription, functions: Functions) {
    let mut ended = functions.ended();
    loop {
        match feed.step(&subscription).await {
            Ok(Step::Moved) => {}
            Ok(Step::Wait(wait)) => tokio::time::sleep(wait).await,
            Ok(Step::Idle) => drop(tokio::time::timeout(STREAM_LOOK, ended.changed()).await),
            Err(error) => {
                eprintln!("{} waits: {error}", subscription.name);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Works a queue: at once when something was sent, else when the next message is due.
async fn attend(worker: Worker) {
    let mut sent = worker.book.sent();
    loop {
        match worker.step().await {
            Ok(0) => drop(tokio::time::timeout(wait(&worker), sent.changed()).await),
            Ok(_) => {}
            Err(error) => {
                eprintln!("the queue {} waits: {error}", worker.row.name);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn wait(worker: &Worker) -> Duration {
    match worker.book.next_visible_ms(&worker.row.name) {
        Ok(None) => QUEUE_LOOK,
        Ok(Some(at_ms)) => {
            let wait_ms = at_ms.saturating_sub(worker.clock.now_ms()).max(1);
            Duration::from_millis(u64::try_from(wait_ms).unwrap_or(1)).min(QUEUE_LOOK)
        }
        Err(_unread) => PAUSE,
    }
}

async fn keep_schedule(row: ScheduleRow, book: Arc<Book>, functions: Functions, clock: Clock) {
    loop {
        if let Err(error) = schedule::run_if_due(&row, &book, &functions, clock.now()).await {
            eprintln!("{error}; it is tried again");
        }
        tokio::time::sleep(SCHEDULE_LOOK).await;
    }
}
