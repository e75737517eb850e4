//! Deny by default.

use super::*;
use crate::{document_conflicts, merged_openapi};

const TOKENS: [Role; 6] =
    [Role::Holder, Role::Officer, Role::Reviewer, Role::Enforcement, Role::Province, Role::Partner];

#[tokio::test]
async fn a_handler_that_names_no_role_is_nobodys() {
    for path in ["/v1/forgotten", "/v1/nobody", "/v1/misspelt", "/v1/hidden"] {
        get_of(request("GET", path)).await.is_problem(403, "caller.role");
        for role in TOKENS {
            get_of(signed(request("GET", path), claims(role))).await.is_problem(403, "caller.role");
        }
    }
}

#[tokio::test]
async fn only_the_roles_that_the_document_names_get_in() {
    let path = "/v1/things";
    get_of(request("GET", path)).await.is_problem(401, "signin.missing");
    for role in TOKENS {
        let got = get_of(signed(request("GET", path), claims(role))).await;
        assert_eq!(got.line["role"], role.as_str());
        if matches!(role, Role::Officer | Role::Province) {
            assert_eq!((got.status, &got.json["role"]), (200, &json!(role.as_str())));
        } else {
            got.is_problem(403, "caller.role");
        }
    }
}

#[tokio::test]
async fn an_open_route_takes_a_role_only_if_it_names_it() {
    for (path, role, seen) in [
        ("/v1/open", None, "public"),
        ("/v1/open", Some(Role::Officer), "public"),
        ("/v1/mixed", None, "public"),
        ("/v1/mixed", Some(Role::Partner), "partner"),
        ("/v1/mixed", Some(Role::Holder), "public"),
    ] {
        let event = request("GET", path);
        let got = get_of(match role {
            Some(role) => signed(event, claims(role)),
            None => event,
        })
        .await;
        assert_eq!((got.status, &got.json["role"]), (200, &json!(seen)), "{path} {role:?}");
        assert_eq!(got.line["role"], seen);
    }
}

#[tokio::test]
async fn unknown_addresses_and_methods_have_their_own_problems() {
    for path in ["/", "/v1/thing", "/v1/things/", "/v1/things/a/b", "/V1/open", "//v1/open", "/v1/open/", "/%2e"] {
        get_of(request("GET", path)).await.is_problem(404, "route.unknown");
    }
    for path in ["", "v1/open", "http://elsewhere/v1/open", "/v1/\u{0}open"] {
        get_of(request("GET", path)).await.is_problem(404, "route.unknown");
    }
    for method in ["POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "PURGE"] {
        let got = get_of(request(method, "/v1/open")).await;
        got.is_problem(405, "route.method");
        assert_eq!(got.headers["allow"], "GET");
    }
    get_of(request("G E T", "/v1/open")).await.is_problem(400, "input.request");
}

#[tokio::test]
async fn a_named_stage_is_no_part_of_the_route() {
    let mut event = request("GET", "/prod/v1/open");
    event["requestContext"]["stage"] = json!("prod");
    assert_eq!(get_of(event.clone()).await.status, 200);
    event["rawPath"] = json!("/production/v1/open");
    get_of(event).await.is_problem(404, "route.unknown");
}

#[test]
fn the_routes_tell_who_may_call_them() {
    let (function, _) = function();
    let told: Vec<String> = function
        .routes()
        .iter()
        .map(|route| {
            let roles: Vec<&str> = route.roles.iter().map(|role| role.as_str()).collect();
            format!("{} {} {} [{}]", route.method, route.path, route.operation, roles.join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "GET /v1/answers/{which} answers [public]",
            "GET /v1/days/{number} days [public]",
            "GET /v1/forgotten forgotten []",
            "GET /v1/from came_from [public]",
            "PUT /v1/large large [public]",
            "GET /v1/misspelt misspelt []",
            "GET /v1/mixed mixed [partner public]",
            "GET /v1/nobody nobody []",
            "GET /v1/open open [public]",
            "GET /v1/things list_things [officer province]",
            "PUT /v1/things/{name} put_thing [holder]",
            "PUT /v1/unlimited unlimited [public]",
        ]
    );
}

#[utoipa::path(post, path = "/v1/things", security(("oidc" = ["officer"])))]
async fn make_thing() {}

#[derive(Serialize, ToSchema)]
#[schema(as = Thing)]
struct OtherThing {
    number: u8,
}

#[utoipa::path(post, path = "/v1/things", security(("oidc" = ["holder"])), responses((status = 200, body = OtherThing)))]
async fn make_other_thing() {}

#[test]
fn what_two_functions_say_differently_is_found() {
    let function = |api| Function::new("one").http(api, Arc::new(PlainIndex));
    let things = function(api());
    let made = function(OpenApiRouter::default().routes(routes!(make_thing)));
    let other = function(OpenApiRouter::default().routes(routes!(make_other_thing)));
    assert_eq!(document_conflicts(&[&things, &made]), Vec::<String>::new());
    assert_eq!(document_conflicts(&[&made, &other]), ["POST /v1/things"]);
    assert_eq!(document_conflicts(&[&things, &other]), ["Thing"]);
    let twice = document_conflicts(&[&made, &made]);
    assert_eq!(twice, ["POST /v1/things"]);
}

#[test]
fn the_document_of_all_functions_holds_every_route_and_the_form_of_a_problem() {
    let (things, _) = function();
    let other = Function::new("other").http(OpenApiRouter::default().routes(routes!(make_thing)), Arc::new(PlainIndex));
    let fed = Function::new("fed").each_message(|_| async { Ok(()) });
    let document = json!(merged_openapi(&[&things, &other, &fed]));
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Luzheng");
    assert_eq!(document["servers"], json!([{ "url": "/" }]));
    assert_eq!(document["components"]["securitySchemes"]["oidc"]["bearerFormat"], "JWT");
    assert_eq!(document["paths"]["/v1/things"]["post"]["operationId"], "make_thing");
    assert_eq!(document["paths"]["/v1/things"]["get"]["security"], json!([{ "oidc": ["officer", "province"] }]));
    let problem = &document["paths"]["/v1/things"]["post"]["responses"]["default"]["content"];
    assert_eq!(problem["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem");
    let fields = &document["components"]["schemas"]["Problem"]["properties"];
    let names: Vec<&String> = fields.as_object().expect("fields").keys().collect();
    assert_eq!(names, ["code", "detail", "field", "reason", "request_id", "status", "title", "title_zh", "type"]);
}
