//! Who calls: the claims that the gateway's authorizer passed on, as a [`Caller`].

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use license::{
    caller::{Actor, Caller, CallerId, Role},
    division::Division,
    subject::{NaturalKey, SubjectId},
};
use lifecycle::{error::Fault, port::Index};
use serde_json::Value;

use crate::{event::text_at, problem::Problem};

/// The claim by which a sign-in says that it verified the real name (art. 11).
const REAL_NAME: &str = "real-name";

/// An agent acts for a handful of operators; a token has no room for more.
const ACTS_FOR_MAX: usize = 50;

/// What the event says of the caller, before anybody has decided what to make of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SignIn {
    /// No token.
    None,
    /// A token that the authorizer accepted, whose claims do not say what they must.
    Unreadable,
    /// A caller.
    Of(Caller),
}

impl SignIn {
    /// From the event. The authorizer has checked the token; here only its meaning is read.
    pub(crate) fn of(event: &Value, index: &dyn Index) -> Self {
        match event.pointer("/requestContext/authorizer/jwt/claims") {
            None | Some(Value::Null) => Self::None,
            Some(claims) => caller(claims, index).map_or(Self::Unreadable, Self::Of),
        }
    }
}

/// The caller that a handler acts for; on a route for anyone it is [`Caller::public`] unless a token says more.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Caller);

/// The address that a request came from, as a keyed hash: what an unnamed caller is limited by. The address itself goes no
/// further than this module.
#[derive(Clone, Debug)]
pub struct CalledFrom(pub CallerId);

impl CalledFrom {
    /// From the event. Of IPv6 the first 64 bits count, which one subscriber has; what is no address is all one.
    pub(crate) fn of(event: &Value, index: &dyn Index) -> Self {
        let text = text_at(event, "/requestContext/http/sourceIp").unwrap_or_default();
        let address = match text.parse::<IpAddr>() {
            Ok(IpAddr::V6(six)) => six.to_ipv4_mapped().map_or_else(|| subscriber(six), |four| four.to_string()),
            Ok(IpAddr::V4(four)) => four.to_string(),
            Err(_) => String::new(),
        };
        Self(index.caller_id(&format!("address|{address}")))
    }
}

fn subscriber(address: Ipv6Addr) -> String {
    Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string()
}

impl<S: Sync> FromRequestParts<S> for CalledFrom {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let fault = || Fault::new("service.fault", "a request without the address that it came from");
        parts.extensions.get::<Self>().cloned().ok_or_else(|| fault().into())
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // The guard puts it there; a route that the guard did not see has no caller.
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::signin_missing)
    }
}

fn caller(claims: &Value, index: &dyn Index) -> Option<Caller> {
    let role = Role::parse(text_at(claims, "/role")?).filter(|role| *role != Role::Public)?;
    let division = optional(claims, "division", |text| Division::parse(text).ok())?;
    if division.is_none() && matches!(role, Role::Officer | Role::Reviewer) {
        return None;
    }
    Some(Caller {
        actor: Actor { role, id: subject(text_at(claims, "/sub")?)? },
        division,
        person: optional(claims, "person", person)?,
        acts_for: optional(claims, "acts_for", |text| operators(text, index))?.unwrap_or_default(),
        real_name: optional(claims, "assurance", |text| Some(text == REAL_NAME))?.unwrap_or(false),
    })
}

/// A claim that may be absent, but not of another form: outside `None` is a malformed claim.
#[expect(clippy::option_option, reason = "absent and malformed are different answers")]
fn optional<T>(claims: &Value, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    match claims.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(claim) => parse(claim.as_str()?).map(Some),
    }
}

/// The sign-in's opaque subject: 1 to 128 visible ASCII characters. It stands on records.
fn subject(text: &str) -> Option<String> {
    let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| text.to_owned())
}

fn person(text: &str) -> Option<SubjectId> {
    SubjectId::parse(text).ok().filter(|id| id.as_str().starts_with("p-"))
}

/// The operators acted for. Only the form is checked: whether a code passes its check is asked of the register's record,
/// where the answer can be worded (art. 6(1)).
fn operators(text: &str, index: &dyn Index) -> Option<Vec<SubjectId>> {
    let codes: Vec<&str> = text.split_ascii_whitespace().collect();
    let one = |code: &&str| (1..=18).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let fits = codes.len() <= ACTS_FOR_MAX && codes.iter().all(one);
    fits.then(|| codes.iter().map(|code| index.subject_id(NaturalKey::Operator(code))).collect())
}
