//! Many at once: each judged as it would be alone, a few side by side.

use futures_util::{StreamExt, stream};
use license::{
    caller::{Caller, CallerId},
    refusal::Refusal,
    verified::VerifiedLeaf,
};

use super::{Answer, LookUp, Second, Told, Verify, asking::Asking};
use crate::error::{Error, Fault};

/// So many items one call may have.
pub const BATCH_MAX: usize = 100;

/// So many are judged side by side: enough that a hundred take a moment, few enough that one call does not crowd out others.
const AT_ONCE: usize = 8;

/// A code that is shown, or what is known where none can be.
#[derive(Clone)]
pub enum Asked {
    /// The text of a code.
    Code(String),
    /// Facts, with the second one that the public must give.
    LookUp(LookUp, Option<Second>),
}

/// The answers to one item, or why there is none for it.
pub type Item = Result<Vec<Answer>, Error>;

impl Asked {
    /// Whether it draws from the caller's share.
    pub(super) const fn is_look_up(&self) -> bool {
        matches!(self, Self::LookUp(..))
    }
}

impl Verify {
    /// Judges 1 to [`BATCH_MAX`] items, and answers each in its place. One that could not be read keeps its own refusal, one
    /// that meets a fault its own fault; the others are judged. `from` is the address of an unnamed caller.
    ///
    /// # Errors
    /// `caller.purpose`, `caller.too_many`, `input.field`, or a fault: then nothing was judged.
    pub async fn batch(
        &self,
        caller: &Caller,
        from: &CallerId,
        purpose: Option<&str>,
        items: Vec<Result<Asked, Refusal>>,
    ) -> Result<Told<Vec<Item>>, Error> {
        let asking = self.asking(caller, purpose)?;
        if !(1..=BATCH_MAX).contains(&items.len()) {
            return Err(Refusal::Field { field: "items", reason: "batch.size" }.into());
        }
        let look_ups = items.iter().flatten().filter(|item| item.is_look_up()).count();
        let lost = self.draw(&asking, from, look_ups).await?;
        let work: Vec<_> = items.into_iter().map(|item| self.item(&asking, item)).collect();
        let judged: Vec<(Item, Vec<VerifiedLeaf>)> = stream::iter(work).buffered(AT_ONCE).collect().await;
        let (items, leaves): (Vec<Item>, Vec<Vec<VerifiedLeaf>>) = judged.into_iter().unzip();
        let fault = items.iter().find_map(fault);
        Ok(self.told(items, leaves.into_iter().flatten(), lost.or(fault)).await)
    }

    async fn item(&self, asking: &Asking<'_>, item: Result<Asked, Refusal>) -> (Item, Vec<VerifiedLeaf>) {
        let found = match item {
            Ok(asked) => self.ask(asking, &asked, None).await,
            Err(refusal) => Err(refusal.into()),
        };
        match found {
            Ok(found) => {
                let (answers, leaves) = found.judged.into_iter().map(|judged| (judged.answer, judged.leaf)).unzip();
                (Ok(answers), leaves)
            }
            Err(error) => (Err(error), Vec::new()),
        }
    }
}

/// A fault of one item is told to the log too.
fn fault(item: &Item) -> Option<Fault> {
    match item {
        Err(Error::Fault(fault)) => Some(fault.clone()),
        Err(Error::Refusal(_)) | Ok(_) => None,
    }
}
