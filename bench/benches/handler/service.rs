//! The local service in threads of its own, and a license of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use aws::Aws;
use data_encoding::BASE64;
use local::assembly;
use local::cli::{SealKey, Serve};
use reqwest::Method;
use seal::PublicKey;
use serde_json::{Value, json};
use verifier::Lists;

/// A service that runs until the process ends, and adapters to its stores that it does not use itself.
pub(crate) struct Running {
    pub(crate) aws: Aws,
    address: SocketAddr,
}

impl Running {
    pub(crate) fn start(seal_key: SealKey) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let folder = tempfile::tempdir().unwrap();
                let (data, address) = (folder.path().to_owned(), IpAddr::V4(Ipv4Addr::LOCALHOST));
                let serve =
                    Serve { data, port: 0, address, hold_commit: false, empty: false, seal_key, sister: vec![] };
                let host = assembly::host(&serve).await.unwrap();
                let aws = assembly::connect(host.stores()).await.unwrap();
                tell.send(Self { aws, address: host.address() }).unwrap();
                std::future::pending::<()>().await;
            });
        });
        told.recv().unwrap()
    }
}

/// A license that its holder has activated, and the lists that say so.
pub(crate) struct License {
    pub(crate) code: String,
    root: PublicKey,
    trust: Vec<u8>,
    pub(crate) status: Vec<Vec<u8>>,
}

impl License {
    /// As a holder gets it, over HTTP.
    pub(crate) async fn issued(running: &Running) -> Self {
        let holder = Holder::signed_in(running).await;
        let own = holder.get("/v1/holders").await[0]["holder"].as_str().unwrap().to_owned();
        let (grants, wallet) = (format!("/v1/holders/{own}/grants"), format!("/v1/holders/{own}/licenses"));
        let grant =
            holder.until(&grants, |seen| item(seen, |one| one["kind"] == "008" && one["claimable"] == true)).await;
        let claim = json!({ "subject": grant["subject"], "grant": grant["grant"], "route": "claim" });
        holder.ask(Method::PUT, "/v1/applications/bench-008", Some(claim)).await;
        let made =
            holder.until(&wallet, |seen| item(seen, |one| one["kind"] == "008" && one["stage"] == "sealed")).await;
        let version = made["version"].as_str().map_or_else(|| made["version"].to_string(), str::to_owned);
        let path = format!("/v1/licenses/{}/versions/{version}", made["license"].as_str().unwrap());
        holder.ask(Method::PUT, &format!("{path}/activation"), Some(json!({}))).await;
        let code = holder.get(&format!("{path}/code")).await["text"].as_str().unwrap().to_owned();
        holder.listed(code).await
    }

    pub(crate) fn lists(&self) -> Lists {
        let status: Vec<&[u8]> = self.status.iter().map(Vec::as_slice).collect();
        Lists::open(&self.root, &self.trust, &status, 0)
    }
}

struct Holder {
    http: reqwest::Client,
    address: String,
    token: String,
}

impl Holder {
    async fn signed_in(running: &Running) -> Self {
        let (http, address) = (reqwest::Client::new(), format!("http://{}", running.address));
        let mut holder = Self { http, address, token: String::new() };
        let signed = holder.ask(Method::POST, "/dev/token", Some(json!({ "persona": "holder-008" }))).await;
        signed["access_token"].as_str().unwrap().clone_into(&mut holder.token);
        holder
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(method, format!("{}{path}", self.address));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    /// Asks again until there is what is looked for.
    async fn until(&self, path: &str, find: impl Fn(&Value) -> Option<Value>) -> Value {
        loop {
            if let Some(found) = find(&self.get(path).await) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The lists, as soon as they know that the license is valid.
    async fn listed(&self, code: String) -> License {
        loop {
            let bundle = self.get("/v1/public/lists/bundle").await;
            let root = PublicKey::from_spki_der(&bytes(&bundle["root"])).unwrap();
            let status = bundle["status"].as_array().unwrap().iter().map(bytes).collect();
            let license = License { code: code.clone(), root, trust: bytes(&bundle["trust"]), status };
            if verifier::judge(&code, &license.lists(), jiff::Timestamp::now()).verdict == verifier::Verdict::Valid {
                return license;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

fn item(seen: &Value, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    seen["items"].as_array()?.iter().find(|one| fits(one)).cloned()
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64.decode(text.as_str().unwrap().as_bytes()).unwrap()
}
