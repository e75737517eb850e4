//! The API as a document, and who may call what.

use std::collections::BTreeSet;
use std::fmt::Write;

use edge::{Function, document_conflicts, merged_openapi};
use license::caller::Role;
use serde_json::Value;

use super::{Service, golden};

/// Whoever is not signed in may do this and no more.
const FOR_ANYBODY: [&str; 14] = [
    "GET /",
    "GET /officer",
    "GET /officer/{part}",
    "GET /v1/public/issuer-keys",
    "GET /v1/public/lists/bundle",
    "GET /v1/public/lists/provinces/{province}",
    "GET /v1/public/lists/status",
    "GET /v1/public/lists/status/{issuer}",
    "GET /v1/public/lists/trust",
    "GET /verifier.wasm",
    "POST /v1/public/file-verifications",
    "POST /v1/public/look-ups",
    "POST /v1/public/verification-batches",
    "POST /v1/public/verifications",
];

/// Addresses that people open, and not programs: they bear no version.
const PAGES: [&str; 4] = ["/", "/officer", "/officer/{part}", "/verifier.wasm"];

fn refs(service: &Service) -> Vec<&Function> {
    service.functions.iter().collect()
}

#[tokio::test]
async fn the_document_is_what_the_code_says() {
    let service = Service::start().await;
    let document = merged_openapi(&refs(&service));
    golden("docs/openapi.json", &format!("{}\n", document.to_pretty_json().unwrap()));
    assert_eq!(document_conflicts(&refs(&service)), Vec::<String>::new());
}

#[tokio::test]
async fn every_route_says_who_may_call_it() {
    let service = Service::start().await;
    let (mut rows, mut open) = (Vec::new(), BTreeSet::new());
    for function in &service.functions {
        for route in function.routes() {
            let name = format!("{} {}", route.method, route.path);
            assert!(!route.roles.is_empty(), "{name} is nobody's: say who may call it");
            assert!(route.operation.starts_with(&format!("{}.", function.name())), "{name}: {}", route.operation);
            if route.roles.contains(&Role::Public) {
                assert_eq!(route.roles, [Role::Public], "{name} is for anybody and for some");
                open.insert(name.clone());
            }
            let roles: Vec<&str> = route.roles.iter().map(|role| role.as_str()).collect();
            rows.push(format!("{} {} {}: {}", route.path, route.method, route.operation, roles.join(" ")));
        }
    }
    assert_eq!(open, BTreeSet::from(FOR_ANYBODY.map(str::to_owned)));
    rows.sort();
    let text = rows.into_iter().fold(String::new(), |mut text, row| {
        writeln!(text, "{row}").unwrap();
        text
    });
    golden("tests/src/guards/routes.txt", &text);
}

#[tokio::test]
async fn operations_are_named_once_and_tagged_with_their_function() {
    let service = Service::start().await;
    let (mut ids, mut paths) = (BTreeSet::new(), BTreeSet::new());
    for function in &service.functions {
        let Some(api) = function.openapi() else { continue };
        let api: Value = serde_json::to_value(api).unwrap();
        for (path, item) in api["paths"].as_object().unwrap() {
            assert!(path.starts_with("/v1/") || PAGES.contains(&path.as_str()), "{path}");
            for (method, operation) in item.as_object().unwrap() {
                assert_eq!(operation["tags"], serde_json::json!([function.name()]), "{path}");
                assert!(ids.insert(operation["operationId"].to_string()), "{path} {method}: a second of its id");
                assert!(operation["security"].is_array(), "{method} {path} does not say who may call it");
                assert!(paths.insert((method.clone(), path.clone())), "{method} {path} twice");
            }
        }
    }
    assert!(ids.len() >= 30, "{} operations", ids.len());
}
