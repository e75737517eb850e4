//! Two officers under one name: who is slower by the length of a commit is never told that the other's order was its own.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use license::{
    caller::{Actor, Caller, Role},
    event::{Event, EventId, Scope},
    refusal::Refusal,
    stage::LicenseMove,
};
use lifecycle::{
    error::{CommitError, Error, Fault},
    port::{Books, Commit, Committed},
    register::Register,
    review::{Judgement, Review},
    revoke::{Order, Revoke},
};

use super::world::{Case, World, caller, moved_away, order};

/// The books of one who is overtaken: everything was read and decided, and just before the commit somebody else's went
/// through.
struct Overtaken {
    books: Arc<dyn Books>,
    by: Mutex<Option<BoxFuture<'static, ()>>>,
}

impl Overtaken {
    fn by(books: Arc<dyn Books>, faster: impl Future<Output = ()> + Send + 'static) -> Arc<Self> {
        Arc::new(Self { books, by: Mutex::new(Some(Box::pin(faster))) })
    }
}

#[async_trait::async_trait]
impl Books for Overtaken {
    async fn commit(&self, commit: &Commit) -> Result<Committed, CommitError> {
        let faster = self.by.lock().unwrap().take();
        if let Some(faster) = faster {
            faster.await;
        }
        self.books.commit(commit).await
    }

    async fn event(&self, id: &EventId) -> Result<Option<Event>, Fault> {
        self.books.event(id).await
    }

    async fn history(&self, scope: &Scope) -> Result<Vec<Event>, Fault> {
        self.books.history(scope).await
    }
}

/// Another officer in the same room, whose page chose the same name.
fn other(role: Role) -> Caller {
    let who = caller(role);
    Caller { actor: Actor { id: "sub-other".into(), ..who.actor.clone() }, ..who }
}

fn name_taken<T: std::fmt::Debug>(told: Result<T, Error>) {
    assert!(matches!(told, Err(Error::Refusal(Refusal::NameTaken))), "{told:?}");
}

/// Suspends it, as the other officer and for another reason than the overtaken one.
fn suspended_first(world: &World, case: &Case, who: Caller, order: Order) -> Revoke {
    let (faster, case) = (world.aws.revoke(), case.clone());
    let sound = world.aws.revoke();
    let books = Overtaken::by(sound.books, async move {
        let (key, version) = case.license();
        faster.act(&who, key, version, &case.name("suspend"), &order).await.unwrap();
    });
    Revoke { books, ..sound }
}

#[tokio::test]
async fn an_order_is_not_another_officers_order_of_the_same_name() {
    let world = World::new().await;
    let suspend = order(LicenseMove::Suspend);
    let elsewise = Order { legal_basis: "《行政处罚法》样例条款".to_owned(), ..suspend.clone() };
    for (who, faster) in [(other(Role::Officer), suspend.clone()), (caller(Role::Officer), elsewise)] {
        let case = world.activated(world.next()).await;
        let (key, version) = case.license();
        let revoke = suspended_first(&world, &case, who, faster);
        name_taken(revoke.act(&caller(Role::Officer), key, version, &case.name("suspend"), &suspend).await);
    }
    // The same order of the same officer, sent twice at once, is one act and told as done.
    let case = world.activated(world.next()).await;
    let (key, version) = case.license();
    let revoke = suspended_first(&world, &case, caller(Role::Officer), suspend.clone());
    revoke.act(&caller(Role::Officer), key, version, &case.name("suspend"), &suspend).await.unwrap();
    world.is_whole_when_published().await;
}

#[tokio::test]
async fn a_correction_is_not_another_officers_correction_of_the_same_name() {
    let world = World::new().await;
    let case = world.activated(world.next()).await;
    let (facts, name) = (moved_away(&world.dossier(&case).await), case.name("correct"));
    let faster = world.aws.register().await.unwrap();
    let sound = world.aws.register().await.unwrap();
    let (subject, same_facts, same_name) = (case.subject.clone(), facts.clone(), name.clone());
    let books = Overtaken::by(sound.books, async move {
        faster.correct(&other(Role::Officer), &subject, &same_name, &same_facts).await.unwrap();
    });
    let register = Register { books, ..sound };
    name_taken(register.correct(&caller(Role::Officer), &case.subject, &name, &facts).await.map(drop));
    world.is_whole_when_published().await;
}

#[tokio::test]
async fn a_decision_is_not_another_reviewers_decision_of_the_same_name() {
    let world = World::new().await;
    let case = world.awaiting(world.next(), 128).await;
    let name = case.name("decide");
    let (faster, sound) = (world.aws.review(), world.aws.review());
    let (application, same_name) = (case.application.clone(), name.clone());
    let books = Overtaken::by(sound.books, async move {
        let back = Judgement::Return { reasons: vec!["blurred".into()], words: None };
        faster.decide(&other(Role::Reviewer), &application, &same_name, &back).await.unwrap();
    });
    let review = Review { books, ..sound };
    name_taken(review.decide(&caller(Role::Reviewer), &case.application, &name, &Judgement::Approve).await);
    world.is_whole_when_published().await;
}
