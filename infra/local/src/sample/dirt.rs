//! What is wrong with a dirty record, and which records are.

/// What is wrong with a dirty record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dirt {
    /// The operator's code fails its check: in the register, but no electronic license (provincial rule, art. 6(1)).
    UsccCheck,
    /// The operator is not in state 1: in the register, but no electronic license (art. 6(1)).
    OperatorState,
    /// The check digit of the VIN is wrong: a finding.
    VinCheck,
    /// The practitioner has no qualification category: a finding.
    CategoryMissing,
    /// `granted_on` names no day: the import refuses the row.
    DateUnreadable,
}

impl Dirt {
    /// Whether the import refuses the row; the other faults are findings about a record that is in.
    #[must_use]
    pub fn is_refused(self) -> bool {
        self == Self::DateUnreadable
    }
}

/// Deals out a share of faults evenly, each sort in turn, so that the count is exact.
pub(super) struct Share {
    per_mille: usize,
    kinds: &'static [Dirt],
    carried: usize,
    dealt: usize,
}

impl Share {
    pub(super) fn new(per_mille: usize, kinds: &'static [Dirt]) -> Self {
        // Half way to the first fault, so that small registers have some too.
        Self { per_mille: per_mille.min(1000), kinds, carried: 500, dealt: 0 }
    }

    /// The fault of the next record, if it is a dirty one.
    pub(super) fn next(&mut self) -> Option<Dirt> {
        self.carried += self.per_mille;
        if self.carried < 1000 {
            return None;
        }
        self.carried -= 1000;
        self.dealt += 1;
        self.kinds.iter().cycle().nth((self.dealt - 1) % self.kinds.len().max(1)).copied()
    }
}
