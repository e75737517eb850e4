//! `STATUSPLACES#<issuer>` / `RECORD`: how many places of the issuer's status list were given, in `given`.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::ReturnValue;
use lifecycle::{error::Fault, port::StatusPlaces};

use super::{RECORD, Records};
use crate::{
    fault::{self, corrupt},
    record::{Place, number, number_of, text},
};

#[async_trait]
impl StatusPlaces for Records {
    async fn next_place(&self, issuer: u16) -> Result<u32, Fault> {
        let request = self.table.clients.dynamodb().update_item().table_name(&self.table.name);
        let answer = request
            .set_key(Some(Place::new(format!("STATUSPLACES#{issuer}"), RECORD).key()))
            .update_expression("ADD given :one SET entity = :entity")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":entity", text("status_places"))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(|error| fault::store("UpdateItem", &error))?;
        let given: Option<u32> = answer.attributes().and_then(|item| number_of(item, "given"));
        given.and_then(|given| given.checked_sub(1)).ok_or_else(|| corrupt("status_places: no count"))
    }
}
