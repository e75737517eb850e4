//! 统计: counts the table's stream, takes the daily snapshot, and answers officers and the province.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use edge::{Answer, Function, Measure, Path, Query as QueryOf, SignedIn};
use jiff::{Timestamp, civil::Date};
use license::{division::Division, event::Event, kind::Kind, measure::Rate};
use lifecycle::{
    error::{Error, Fault},
    port::{Index, Snapshot},
    statistics::{Query, Row, Statistics, rates, waits},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

type App = State<Arc<Statistics>>;

/// How an event is read from a record of the table's stream.
pub type EventOf = fn(&serde_json::Value) -> Result<Option<Event>, Fault>;

/// The function.
#[must_use]
pub fn function(statistics: Statistics, index: Arc<dyn Index>, event_of: EventOf) -> Function {
    let statistics = Arc::new(statistics);
    let (counting, daily) = (Arc::clone(&statistics), Arc::clone(&statistics));
    let api =
        OpenApiRouter::new().routes(routes!(read_statistics)).routes(routes!(read_snapshot)).with_state(statistics);
    Function::new("statistics")
        .http(api, index)
        .each_change(move |record| {
            let statistics = Arc::clone(&counting);
            async move { count(&statistics, event_of, &record).await }
        })
        .each_tick(move |_at: Timestamp| {
            let statistics = Arc::clone(&daily);
            async move { daily_run(&statistics).await.map(Some) }
        })
}

/// Keeps the day's totals, and measures how long the oldest case waits: nobody may be at a queue, and then nobody sees it.
async fn daily_run(statistics: &Statistics) -> Result<Measure, Error> {
    statistics.take_snapshot().await?;
    Ok(("oldest_waiting_seconds", statistics.oldest_waiting_seconds().await?))
}

async fn count(statistics: &Statistics, event_of: EventOf, record: &serde_json::Value) -> Result<(), Error> {
    match event_of(record)? {
        Some(event) => statistics.count(&event).await.map(drop),
        None => Ok(()),
    }
}

/// Which numbers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct StatisticsQuery {
    /// One city, six characters.
    #[param(value_type = Option<String>)]
    division: Option<Division>,
    /// One kind, three digits.
    #[param(value_type = Option<String>)]
    kind: Option<Kind>,
    /// From this day.
    #[param(value_type = Option<String>)]
    from: Option<Date>,
    /// To this day inclusive.
    #[param(value_type = Option<String>)]
    until: Option<Date>,
}

/// The numbers.
#[derive(Serialize, ToSchema)]
struct StatisticsView {
    /// As of this moment.
    #[schema(value_type = String)]
    as_of: Timestamp,
    /// The four rates of everything asked for.
    rates: RatesView,
    /// How long the cases that were decided in the period had waited for an officer.
    waits: WaitsView,
    /// The oldest case that waits now, in each city where one does.
    waiting: Vec<WaitingView>,
    /// By city and kind.
    rows: Vec<RowView>,
    /// What was verified in the period and found no license, by measure; for the province, where it asks for all.
    unfound: BTreeMap<String, i64>,
}

/// How long decided cases had waited.
#[derive(Serialize, ToSchema)]
struct WaitsView {
    /// How many were decided by an officer.
    decided: i64,
    /// How long they waited on average; absent where none was decided.
    mean_seconds: Option<i64>,
    /// How many waited at most so long.
    within: Vec<WithinView>,
}

/// How many waited at most so long.
#[derive(Serialize, ToSchema)]
struct WithinView {
    /// So many hours.
    hours: i64,
    /// So many cases.
    cases: i64,
}

/// The oldest case of a city.
#[derive(Serialize, ToSchema)]
struct WaitingView {
    /// The city.
    division: String,
    /// The city's name.
    division_name: String,
    /// Since when it waits.
    #[schema(value_type = String)]
    since: Timestamp,
    /// For how long by now.
    seconds: i64,
}

/// A rate with both its numbers.
#[derive(Serialize, ToSchema)]
struct RateView {
    /// How many.
    numerator: i64,
    /// Of how many.
    denominator: i64,
    /// In tenths of a percent; absent where there is no data.
    permille: Option<i64>,
    /// The working definition; no official formula is published.
    formula: &'static str,
}

/// The four rates.
#[derive(Serialize, ToSchema)]
struct RatesView {
    /// 制证率.
    made: RateView,
    /// 激活率.
    activated: RateView,
    /// 数据合规率.
    compliant: RateView,
    /// 归集率.
    collected: RateView,
}

/// The numbers of a city and a kind.
#[derive(Serialize, ToSchema)]
struct RowView {
    /// The city.
    division: String,
    /// The city's name.
    division_name: String,
    /// The kind.
    kind: String,
    /// What happened in the period, by measure; `verified.<channel>.<way>.<verdict>` is how often its licenses were verified,
    /// counted as well as can be.
    flows: BTreeMap<String, i64>,
    /// How things stand at its end, by measure.
    stands: BTreeMap<String, i64>,
}

/// A day's totals as they were taken then.
#[derive(Serialize, ToSchema)]
struct SnapshotView {
    /// Up to and including this day.
    #[schema(value_type = String)]
    day: Date,
    /// When it was taken.
    #[schema(value_type = String)]
    taken_at: Timestamp,
    /// City, kind, measure, count.
    totals: Vec<TotalView>,
}

/// One total.
#[derive(Serialize, ToSchema)]
struct TotalView {
    /// The city.
    division: String,
    /// The kind.
    kind: String,
    /// What is counted.
    measure: String,
    /// How many.
    count: i64,
}

/// The numbers by city, kind and period: officers see their own city, the province sees all.
#[utoipa::path(get, path = "/v1/statistics", operation_id = "statistics.read", params(StatisticsQuery),
    responses((status = 200, body = StatisticsView)), security(("oidc" = ["officer", "reviewer", "province"])))]
async fn read_statistics(
    State(statistics): App,
    SignedIn(caller): SignedIn,
    QueryOf(query): QueryOf<StatisticsQuery>,
) -> Answer<StatisticsView> {
    let query = Query { division: query.division, kind: query.kind, from: query.from, until: query.until };
    let rows = statistics.read(&caller, &query).await?;
    let unfound = statistics.unfound(&caller, &query).await?;
    let oldest = statistics.oldest_waiting(&caller, query.division).await?;
    let as_of = statistics.clock.now();
    Ok(Json(StatisticsView {
        as_of,
        rates: rates_view(&rows),
        waits: waits_view(&rows),
        waiting: oldest.into_iter().map(|(city, since)| waiting_view(city, since, as_of)).collect(),
        rows: rows.into_iter().filter(|row| !row.stands.is_empty()).map(row_view).collect(),
        unfound,
    }))
}

/// The totals of a day as the daily job took them.
#[utoipa::path(get, path = "/v1/statistics/snapshots/{day}", operation_id = "statistics.snapshot",
    params(("day" = String, Path)),
    responses((status = 200, body = SnapshotView)), security(("oidc" = ["province"])))]
async fn read_snapshot(
    State(statistics): App,
    SignedIn(caller): SignedIn,
    Path(day): Path<Date>,
) -> Answer<SnapshotView> {
    Ok(Json(snapshot_view(statistics.snapshot(&caller, day).await?)))
}

fn waits_view(rows: &[Row]) -> WaitsView {
    let waits = waits(rows);
    let within = waits.within_hours.into_iter().map(|(hours, cases)| WithinView { hours, cases }).collect();
    WaitsView { decided: waits.decided, mean_seconds: waits.mean_seconds, within }
}

fn waiting_view(city: Division, since: Timestamp, as_of: Timestamp) -> WaitingView {
    let seconds = as_of.duration_since(since).as_secs();
    WaitingView { division: city.as_str().to_owned(), division_name: city.name_zh().to_owned(), since, seconds }
}

fn row_view(row: Row) -> RowView {
    RowView {
        division: row.division.as_str().to_owned(),
        division_name: row.division.name_zh().to_owned(),
        kind: row.kind.code().to_owned(),
        flows: row.flows,
        stands: row.stands,
    }
}

fn rates_view(rows: &[Row]) -> RatesView {
    let rates = rates(rows);
    let view = |rate: Rate, formula| RateView {
        numerator: rate.numerator,
        denominator: rate.denominator,
        permille: rate.permille,
        formula,
    };
    RatesView {
        made: view(rates.made, "已制证且未失效的电子证照 ÷ 登记在册的许可"),
        activated: view(rates.activated, "已激活 ÷ 已制证且未失效的电子证照"),
        compliant: view(rates.compliant, "所属记录全部合规的许可 ÷ 登记在册的许可"),
        collected: view(rates.collected, "部级系统已接收的证照文件 ÷ 已制证照文件（尚未对接，无数据）"),
    }
}

fn snapshot_view(snapshot: Snapshot) -> SnapshotView {
    let total = |(division, kind, measure, count): (Division, Kind, String, i64)| TotalView {
        division: division.as_str().to_owned(),
        kind: kind.code().to_owned(),
        measure,
        count,
    };
    SnapshotView {
        day: snapshot.day,
        taken_at: snapshot.taken_at,
        totals: snapshot.totals.into_iter().map(total).collect(),
    }
}
