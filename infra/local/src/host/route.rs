//! The route table: which function answers which method and path.

use crate::percent;

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with `{name}` for a segment that varies.
    pub path_template: String,
    /// The function that answers.
    pub function: String,
    /// Whether a caller needs no sign-in.
    pub public: bool,
}

impl RouteRow {
    /// The route's name as API Gateway has it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path_template)
    }
}

/// The values of a path's varying segments.
pub(super) type PathParameters = Vec<(String, String)>;

/// The route for a request. A literal segment goes before a varying one.
pub(super) fn find<'a>(routes: &'a [RouteRow], method: &str, path: &str) -> Option<(&'a RouteRow, PathParameters)> {
    let of_method = routes.iter().filter(|route| route.method == method);
    let fitting = of_method.filter_map(|route| Some((route, fit(&route.path_template, path)?)));
    fitting.min_by_key(|(_, parameters)| parameters.len())
}

fn fit(template: &str, path: &str) -> Option<PathParameters> {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parameters),
            (Some(wanted), Some(given)) => parameters.extend(fit_segment(wanted, given)?),
            (None, Some(_)) | (Some(_), None) => return None,
        }
    }
}

/// The parameter that a segment sets, if any; `None` where it does not fit.
#[expect(clippy::option_option, reason = "no fit, a literal fit and a named value are three things")]
fn fit_segment(wanted: &str, given: &str) -> Option<Option<(String, String)>> {
    match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        None => (wanted == given).then_some(None),
        Some(_) if given.is_empty() => None,
        Some(name) => Some(Some((name.to_owned(), percent::decode(given)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::{RouteRow, find};

    fn routes() -> Vec<RouteRow> {
        let rows = [
            ("GET", "/licenses/{id}"),
            ("GET", "/licenses/mine"),
            ("PUT", "/licenses/{id}/activation"),
            ("PUT", "/{noun}/{id}/activation"),
            ("GET", "/"),
        ];
        let row = |(method, path): (&str, &str)| RouteRow {
            method: method.to_owned(),
            path_template: path.to_owned(),
            function: String::new(),
            public: false,
        };
        rows.map(row).to_vec()
    }

    #[test]
    fn the_most_literal_route_answers() {
        let cases = [
            ("GET", "/", Some(("/", None))),
            ("GET", "/licenses/mine", Some(("/licenses/mine", None))),
            ("GET", "/licenses/7", Some(("/licenses/{id}", Some("7")))),
            ("GET", "/licenses/%E8%BE%BD%2F", Some(("/licenses/{id}", Some("辽/")))),
            ("PUT", "/licenses/7/activation", Some(("/licenses/{id}/activation", Some("7")))),
            ("GET", "/licenses/", None),
            ("GET", "/licenses", None),
            ("GET", "/licenses/7/", None),
            ("GET", "/licenses/%zz", None),
            ("GET", "//licenses/7", None),
            ("POST", "/licenses/7", None),
            ("get", "/licenses/7", None),
            ("GET", "", None),
        ];
        for (method, path, expected) in cases {
            let routes = routes();
            let found = find(&routes, method, path)
                .map(|(route, mut parameters)| (route.path_template.clone(), parameters.pop().map(|(_, value)| value)));
            let expected = expected.map(|(template, value)| (template.to_owned(), value.map(str::to_owned)));
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
