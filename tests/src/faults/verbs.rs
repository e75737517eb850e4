//! The verbs over ports that fail as planned.

use std::sync::Arc;

use lifecycle::{
    apply::Apply,
    deliver::Deliver,
    faults::{Faulty, Plan},
    issue::Issue,
    publish::Publish,
    register::Register,
    review::Review,
    review_photo::ReviewPhoto,
    revoke::Revoke,
    statistics::Statistics,
    verify::Verify,
};

use super::world::World;

/// One process of the service, whose port calls fail as planned.
pub(super) struct Verbs<'a> {
    world: &'a World,
    plan: Arc<Plan>,
}

impl<'a> Verbs<'a> {
    pub(super) fn new(world: &'a World, plan: &Arc<Plan>) -> Self {
        Self { world, plan: plan.clone() }
    }

    pub(super) fn world(&self) -> &World {
        self.world
    }

    fn faulty<P: ?Sized>(&self, port: Arc<P>) -> Arc<Faulty<P>> {
        Arc::new(Faulty::new(port, self.plan.clone()))
    }

    pub(super) fn apply(&self) -> Apply {
        let sound = self.world.aws.apply();
        Apply {
            subjects: self.faulty(sound.subjects),
            grants: self.faulty(sound.grants),
            applications: self.faulty(sound.applications),
            books: self.faulty(sound.books),
            uploads: self.faulty(sound.uploads),
            clock: sound.clock,
        }
    }

    pub(super) fn review_photo(&self) -> ReviewPhoto {
        let sound = self.world.aws.review_photo();
        ReviewPhoto {
            applications: self.faulty(sound.applications),
            grants: self.faulty(sound.grants),
            books: self.faulty(sound.books),
            uploads: self.faulty(sound.uploads),
            vault: self.faulty(sound.vault),
            photo_index: self.faulty(sound.photo_index),
            clock: sound.clock,
        }
    }

    pub(super) fn review(&self) -> Review {
        let sound = self.world.aws.review();
        Review {
            applications: self.faulty(sound.applications),
            subjects: self.faulty(sound.subjects),
            grants: self.faulty(sound.grants),
            books: self.faulty(sound.books),
            vault: self.faulty(sound.vault),
            photo_index: self.faulty(sound.photo_index),
            access: self.faulty(sound.access),
            clock: sound.clock,
        }
    }

    pub(super) async fn issue(&self) -> Issue {
        let sound = self.world.aws.issue().await.unwrap();
        Issue {
            applications: self.faulty(sound.applications),
            grants: self.faulty(sound.grants),
            subjects: self.faulty(sound.subjects),
            licenses: self.faulty(sound.licenses),
            numbers: self.faulty(sound.numbers),
            status_places: self.faulty(sound.status_places),
            books: self.faulty(sound.books),
            seal_keys: self.faulty(sound.seal_keys),
            issuer_keys: self.faulty(sound.issuer_keys),
            vault: self.faulty(sound.vault),
            ..sound
        }
    }

    pub(super) fn deliver(&self) -> Deliver {
        let sound = self.world.aws.deliver();
        Deliver {
            licenses: self.faulty(sound.licenses),
            grants: self.faulty(sound.grants),
            notices: self.faulty(sound.notices),
            books: self.faulty(sound.books),
            vault: self.faulty(sound.vault),
            access: self.faulty(sound.access),
            display_keys: self.faulty(sound.display_keys),
            clock: sound.clock,
        }
    }

    pub(super) async fn verify(&self) -> Verify {
        let sound = self.world.aws.verify().await.unwrap();
        Verify {
            licenses: self.faulty(sound.licenses),
            grants: self.faulty(sound.grants),
            numbers: self.faulty(sound.numbers),
            issuer_keys: self.faulty(sound.issuer_keys),
            access: self.faulty(sound.access),
            limits: self.faulty(sound.limits),
            verifications: self.faulty(sound.verifications),
            heads: self.faulty(sound.heads),
            sisters: self.faulty(sound.sisters),
            lists: self.faulty(sound.lists),
            ..sound
        }
    }

    pub(super) fn publish(&self) -> Publish {
        let sound = self.world.aws.publish();
        Publish {
            stages: self.faulty(sound.stages),
            chunks: self.faulty(sound.chunks),
            heads: self.faulty(sound.heads),
            lists: self.faulty(sound.lists),
            status_keys: self.faulty(sound.status_keys),
            clock: sound.clock,
        }
    }

    pub(super) fn revoke(&self) -> Revoke {
        let sound = self.world.aws.revoke();
        Revoke {
            licenses: self.faulty(sound.licenses),
            grants: self.faulty(sound.grants),
            books: self.faulty(sound.books),
            clock: sound.clock,
        }
    }

    pub(super) async fn register(&self) -> Register {
        let sound = self.world.aws.register().await.unwrap();
        Register {
            grants: self.faulty(sound.grants),
            numbers: self.faulty(sound.numbers),
            books: self.faulty(sound.books),
            imports: self.faulty(sound.imports),
            access: self.faulty(sound.access),
            heads: self.faulty(sound.heads),
            sisters: self.faulty(sound.sisters),
            lists: self.faulty(sound.lists),
            index: sound.index,
            clock: sound.clock,
        }
    }

    pub(super) fn statistics(&self) -> Statistics {
        let sound = self.world.aws.statistics();
        Statistics {
            counts: self.faulty(sound.counts),
            verifications: self.faulty(sound.verifications),
            queues: self.faulty(sound.queues),
            clock: sound.clock,
        }
    }
}
