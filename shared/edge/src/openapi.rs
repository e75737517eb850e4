//! The API document, generated from the handlers. Its `security` is the one place that says which roles may call what:
//! the guard, the routes' list and the published document all read it.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use license::caller::Role;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContentBuilder, Info, OpenApi, OpenApiBuilder, Ref, ResponseBuilder, Server,
        path::{Operation, PathItem},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use crate::{Function, input::BODY_BYTES_MAX, problem::Details};

/// The security scheme whose scopes are roles.
const SCHEME: &str = "oidc";

/// The extension by which an operation says that its body may be longer than [`BODY_BYTES_MAX`].
const BODY_EXTENSION: &str = "x-body-bytes-max";

/// An operation and who may call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path's template.
    pub path: String,
    /// The operation id: the handler's name.
    pub operation: String,
    /// The roles that may call it; none is nobody.
    pub roles: Vec<Role>,
    /// The most bytes that its body may have.
    pub body_bytes_max: u64,
}

/// Every operation of the document, by path and method.
pub(crate) fn routes(api: &OpenApi) -> Vec<Route> {
    let of_path = |(path, item): (&String, &PathItem)| {
        let route = |(method, operation): (Method, &Operation)| Route {
            method: word(&method),
            path: path.clone(),
            operation: operation.operation_id.clone().unwrap_or_default(),
            roles: roles(operation),
            body_bytes_max: body_bytes_max(operation),
        };
        operations(item).map(route).collect::<Vec<_>>()
    };
    api.paths.paths.iter().flat_map(of_path).collect()
}

/// What the operation states, if that is a number; else what every operation has.
fn body_bytes_max(operation: &Operation) -> u64 {
    let stated = operation.extensions.as_ref().and_then(|extensions| extensions.get(BODY_EXTENSION)?.as_u64());
    stated.unwrap_or(BODY_BYTES_MAX)
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
        (Method::HEAD, &item.head),
        (Method::OPTIONS, &item.options),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}

/// The method's word, if the API uses it; any other is never listed, so never let in.
pub(crate) fn word(method: &Method) -> &'static str {
    ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"]
        .into_iter()
        .find(|word| *word == method.as_str())
        .unwrap_or("OTHER")
}

/// The roles that an operation names. An empty requirement, `security(())`, is anyone's; no `security` is nobody's; a
/// word that is no role lets nobody in.
fn roles(operation: &Operation) -> Vec<Role> {
    let requirements = operation.security.iter().flatten().map(|one| serde_json::to_value(one).unwrap_or_default());
    let mut roles: Vec<Role> = requirements.flat_map(|one| roles_of(&one)).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

fn roles_of(requirement: &serde_json::Value) -> Vec<Role> {
    if requirement.as_object().is_some_and(serde_json::Map::is_empty) {
        return vec![Role::Public];
    }
    let words = requirement
        .get(SCHEME)
        .and_then(|words| words.as_array())
        .into_iter()
        .flatten()
        .filter_map(|word| word.as_str());
    // Only the empty requirement means anyone: a token cannot carry the role `public`.
    words.filter_map(Role::parse).filter(|role| *role != Role::Public).collect()
}

/// Adds what every operation has: its function as its tag, and problems as its other answers.
pub(crate) fn of_function(function: &str, mut api: OpenApi) -> OpenApi {
    let items = api.paths.paths.values_mut();
    for operation in items.flat_map(operations_mut) {
        operation.tags = Some(vec![function.to_owned()]);
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description("A refusal or a fault, with its code.")
            .content("application/problem+json", content)
            .build();
        operation.responses.responses.entry("default".to_owned()).or_insert_with(|| response.into());
    }
    let components = api.components.get_or_insert_with(Components::new);
    components.schemas.insert(Details::name().into_owned(), Details::schema());
    api
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch, &mut item.head, &mut item.options]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// The document of all functions: OpenAPI 3.1, with the roles as the scopes of `oidc`.
#[must_use]
pub fn merged_openapi(functions: &[&Function]) -> OpenApi {
    let mut info = Info::new("Luzheng", env!("CARGO_PKG_VERSION"));
    info.description =
        Some("Road-transport electronic licenses: apply, review, deliver, verify, revoke, count.".into());
    let mut api = OpenApiBuilder::new().info(info).servers(Some([Server::new("/")])).build();
    for one in functions.iter().filter_map(|function| function.openapi()) {
        api.merge(one.clone());
    }
    api.security = Some(vec![SecurityRequirement::new(SCHEME, Vec::<String>::new())]);
    api.components.get_or_insert_with(Components::new).add_security_scheme(SCHEME, scheme());
    api
}

/// What two functions say differently and the merged document would keep only once: operations at the same method and
/// path, and schemas of one name with different forms. Empty is well.
#[must_use]
pub fn document_conflicts(functions: &[&Function]) -> Vec<String> {
    let mut conflicts = Vec::new();
    let (mut operations, mut schemas) = (BTreeSet::new(), BTreeMap::new());
    for api in functions.iter().filter_map(|function| function.openapi()) {
        let named = routes(api).into_iter().map(|route| format!("{} {}", route.method, route.path));
        conflicts.extend(named.filter(|operation| !operations.insert(operation.clone())));
        for (name, schema) in api.components.iter().flat_map(|components| &components.schemas) {
            if *schemas.entry(name).or_insert(schema) != schema {
                conflicts.push(name.clone());
            }
        }
    }
    conflicts
}

fn scheme() -> SecurityScheme {
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".into());
    bearer.description = Some(
        "An RS256 token of the configured OpenID Connect issuer. What stands with an operation is the roles that may \
         call it; an empty requirement is anyone."
            .into(),
    );
    SecurityScheme::Http(bearer)
}
