//! The first step: identifier, number, moment, template and place in the status list are fixed, so that a catalogue that
//! changes between two steps does not change the document half way. A grant's own number is kept; one is allotted only
//! where the grant has none.

use license::{
    application::{Making, MakingStage},
    catalogue::catalogue,
    electronic::{STATUS_PLACES_MAX, StatusPlace},
    identifier::{Identifier, Version},
    license_number::LicenseNumber,
    refusal::Refusal,
};

use super::{Basis, Issue, standing_to_replace};
use crate::{
    error::Error,
    port::{NumberHolder, NumberSeries, Write},
};

/// Numbers up to here are left to the old registers, which are imported piece by piece and must not meet ours.
const OLD_NUMBERS_LAST: u32 = 900_000;
/// How many taken numbers are skipped in one try.
const SKIPS_MAX: u32 = 200;

impl Issue {
    pub(super) async fn number(&self, basis: Basis) -> Result<(), Error> {
        let identifier = self.identifier(&basis)?;
        let (number, writes) = self.allotted(&basis).await?;
        let status_place = self.status_place(&basis).await?;
        let making = Making {
            stage: MakingStage::Numbered,
            identifier: Some(identifier),
            number,
            made_at: Some(basis.application.making.made_at.unwrap_or_else(|| self.clock.now())),
            template: Some(basis.grant.kind.template_version()),
            status_place: Some(status_place),
            code: None,
            document: None,
            based_on: Some(basis.revisions()),
        };
        self.advance(basis, making, writes).await
    }

    /// The next version of the standing license, or the first of a new one.
    fn identifier(&self, basis: &Basis) -> Result<Identifier, Error> {
        if let Some(standing) = standing_to_replace(&basis.grant) {
            return standing.identifier.next().ok_or(Error::Refusal(Refusal::SeriesFull));
        }
        let issuer = catalogue().issuer(basis.grant.division);
        let serial = self.index.serial(&basis.application.id);
        Ok(Identifier::new(basis.grant.kind, issuer.uscc.clone(), serial, Version::FIRST))
    }

    /// A place that is fixed stays, unless the grant has gone to another issuer. If we die before it is kept, nobody has it:
    /// the list says "not activated" of it for ever.
    async fn status_place(&self, basis: &Basis) -> Result<StatusPlace, Error> {
        let issuer = catalogue().issuer(basis.grant.division).number;
        if let Some(fixed) = basis.application.making.status_place.filter(|fixed| fixed.issuer == issuer) {
            return Ok(fixed);
        }
        let index = self.status_places.next_place(issuer).await?;
        if index < STATUS_PLACES_MAX { Ok(StatusPlace { issuer, index }) } else { Err(Refusal::SeriesFull.into()) }
    }

    async fn allotted(&self, basis: &Basis) -> Result<(Option<LicenseNumber>, Vec<Write>), Error> {
        if let Some(number) = &basis.application.making.number {
            return Ok((Some(number.clone()), Vec::new()));
        }
        if !basis.grant.needs_number() {
            return Ok((None, Vec::new()));
        }
        let class = basis.grant.kind.class();
        let mut series = self.numbers.series(basis.grant.division.numbering_code(), class).await?;
        for _ in 0..SKIPS_MAX {
            let number = next_number(&mut series)?;
            if self.numbers.number(class, &number).await?.is_none() {
                let (subject, grant) = (basis.subject.id.clone(), basis.grant.id.clone());
                let holder = NumberHolder { number: number.clone(), class, subject, grant };
                return Ok((Some(number), vec![Write::Series(series), Write::Number(holder)]));
            }
        }
        Err(Refusal::SeriesFull.into())
    }
}

fn next_number(series: &mut NumberSeries) -> Result<LicenseNumber, Refusal> {
    series.last = series.last.max(OLD_NUMBERS_LAST).saturating_add(1);
    LicenseNumber::of(&series.numbering_code, series.last).map_err(|_full| Refusal::SeriesFull)
}
