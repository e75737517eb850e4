//! The route table: which function answers which method and path.

use crate::percent;

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    /// The HTTP method in capitals, or `ANY`.
    pub method: String,
    /// The path, with `{name}` for a segment that varies and, at its end, `{name+}` for one or more.
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

/// The route for a request: one that knows its length before a greedy one, a literal segment before a varying one,
/// a method before any.
pub(super) fn find<'a>(routes: &'a [RouteRow], method: &str, path: &str) -> Option<(&'a RouteRow, PathParameters)> {
    let of_method = routes.iter().filter(|route| route.method == method || route.method == "ANY");
    let fitting = of_method.filter_map(|route| Some((route, fit(&route.path_template, path)?)));
    fitting.min_by_key(|(route, parameters)| {
        (route.path_template.ends_with("+}"), parameters.len(), route.method == "ANY")
    })
}

fn fit(template: &str, path: &str) -> Option<PathParameters> {
    let (mut wanted, mut rest) = (template.split('/'), Some(path));
    let mut parameters = Vec::new();
    while let Some(segment) = wanted.next() {
        let given = rest?;
        if let Some(name) = segment.strip_prefix('{').and_then(|name| name.strip_suffix("+}")) {
            let whole = percent::decode(given).filter(|whole| !whole.is_empty())?;
            parameters.push((name.to_owned(), whole));
            return wanted.next().is_none().then_some(parameters);
        }
        let (first, tail) = given.split_once('/').map_or((given, None), |(first, tail)| (first, Some(tail)));
        parameters.extend(fit_segment(segment, first)?);
        rest = tail;
    }
    rest.is_none().then_some(parameters)
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
            ("ANY", "/v1/statistics"),
            ("ANY", "/v1/statistics/{proxy+}"),
            ("GET", "/v1/statistics/totals"),
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
            ("DELETE", "/v1/statistics", Some(("/v1/statistics", None))),
            ("GET", "/v1/statistics/totals", Some(("/v1/statistics/totals", None))),
            ("PUT", "/v1/statistics/totals", Some(("/v1/statistics/{proxy+}", Some("totals")))),
            ("GET", "/v1/statistics/a/%62/c", Some(("/v1/statistics/{proxy+}", Some("a/b/c")))),
            ("GET", "/v1/statistics/", None),
            ("GET", "/v1/statisticsx", None),
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
