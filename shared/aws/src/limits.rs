//! Shares of look-ups, in the table of counts: `LIMIT#<caller id>` / `<window>` with what was drawn in `n`, gone a day after
//! the window. The key is a keyed hash: no address and no subject of a sign-in lies here.

use async_trait::async_trait;
use jiff::SignedDuration;
use lifecycle::{
    error::Fault,
    port::{Draw, Drawn, Limits},
};

use crate::{
    fault,
    record::{Place, number, sortable, text},
    table::Table,
};

/// What a window leaves behind is swept some time after; it is never read again.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Shares, drawn from by one conditional ADD.
pub struct LimitsTable {
    table: Table,
}

impl LimitsTable {
    pub(crate) fn new(table: Table) -> Self {
        Self { table }
    }
}

impl std::fmt::Debug for LimitsTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LimitsTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl Limits for LimitsTable {
    async fn draw(&self, draw: &Draw) -> Result<Drawn, Fault> {
        let Some(room) = draw.count_max.checked_sub(draw.count) else {
            return Ok(Drawn::Over);
        };
        let place = Place::new(format!("LIMIT#{}", draw.whose), sortable(draw.window));
        let expires_at = draw.ends.as_second().saturating_add(KEPT.as_secs());
        let update = self.table.clients.dynamodb().update_item().table_name(&self.table.name);
        let sent = update
            .set_key(Some(place.key()))
            .update_expression("ADD n :count SET entity = :entity, expires_at = :expires_at")
            .condition_expression("attribute_not_exists(n) OR n <= :room")
            .expression_attribute_values(":count", number(draw.count))
            .expression_attribute_values(":room", number(room))
            .expression_attribute_values(":entity", text("limit"))
            .expression_attribute_values(":expires_at", number(expires_at))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(Drawn::Within),
            Err(error) if fault::aws_code(&error) == "ConditionalCheckFailedException" => Ok(Drawn::Over),
            Err(error) => Err(fault::store("UpdateItem", &error)),
        }
    }
}
